"""The API's entry point where Lambda keeps it as a snapshot (SnapStart): all that takes time has been done before that is taken.

This module alone does something when it is imported: it registers what Lambda runs before it takes the snapshot. A process that
is brought back from it then answers its first request as fast as its second. The package imports
nothing by itself, so this runs first.
"""

import gc

gc.disable()  # all that is imported stays, so looking through it for garbage only costs: a quarter of the time

from snapshot_restore_py import register_before_snapshot  # noqa: E402

from functions import deployment  # noqa: E402
from functions.api.handler import app_of, handler  # noqa: E402

gc.freeze()
gc.enable()

__all__ = ["handler", "warm"]


def warm() -> None:
    """Build the app with its schema, and import what the first call of bucket and table would import.

    No connection is made and no credentials are read: what a snapshot holds of them would be old.
    """
    import boto3.s3.transfer  # noqa: F401  importing is all there is to it
    import botocore.config  # noqa: F401

    app_of().openapi()
    deployment.current()
    gc.collect()
    gc.freeze()  # nothing of this is ever garbage


register_before_snapshot(warm)
