"""What S3 sends to a queue, and what Lambda makes of it, as AWS documents both."""

import json
from typing import Any

BUCKET = "vts-source-123456789012-us-east-1"
VERSIONS = ("2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6")

TEST_EVENT: dict[str, Any] = {  # sent once, when a notification is set up
    "Service": "Amazon S3",
    "Event": "s3:TestEvent",
    "Time": "2026-11-23T06:00:00.000Z",
    "Bucket": BUCKET,
    "RequestId": "5582815E1AEA5ADF",
    "HostId": "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE",
}


def record(version: str, key: str = "inbox/Zo%C3%AB+%2B+1.mp4") -> dict[str, Any]:
    """Give the record of an object that was created. The version grows when fields are added: readers pass over what is new."""
    thing = {"key": key, "size": 1024, "eTag": "d41d8cd98f00b204e9800998ecf8427e", "sequencer": "0055AED6DCD90281E5"}
    return {
        "eventVersion": version,
        "eventSource": "aws:s3",
        "awsRegion": "us-east-1",
        "eventTime": "2026-11-23T06:00:00.000Z",
        "eventName": "ObjectCreated:CompleteMultipartUpload",
        "userIdentity": {"principalId": "AWS:AROAEXAMPLE:vts-api"},
        "requestParameters": {"sourceIPAddress": "192.0.2.1"},
        "responseElements": {"x-amz-request-id": "C3D13FE58DE4C810", "x-amz-id-2": "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "inbox",
            "bucket": {
                "name": BUCKET,
                "ownerIdentity": {"principalId": "A3NL1KOZZKEXAMPLE"},
                "arn": f"arn:aws:s3:::{BUCKET}",
            },
            "object": thing,
        },
    }


def delivered(body: object, number: int = 1, deliveries: int = 1) -> dict[str, Any]:
    """Give the SQS record that Lambda hands to a function."""
    return {
        "messageId": f"059f36b4-87a3-44ab-83d2-{number:012}",
        "receiptHandle": f"AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a{number}",
        "body": json.dumps(body),
        "attributes": {
            "ApproximateReceiveCount": str(deliveries),
            "SentTimestamp": "1795413600000",
            "SenderId": "AIDAEXAMPLE:S3-PROD-END",
            "ApproximateFirstReceiveTimestamp": "1795413600123",
        },
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:vts-events",
        "awsRegion": "us-east-1",
    }


def batch(*bodies: object) -> dict[str, Any]:
    """Give the event of a batch, its messages numbered from 1."""
    return {"Records": [delivered(body, number) for number, body in enumerate(bodies, 1)]}
