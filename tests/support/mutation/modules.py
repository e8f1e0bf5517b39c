"""Which modules are mutated, by what they are about: the one list of them."""

AREAS: dict[str, tuple[str, ...]] = {
    "plan": ("functions.plan.plan",),
    "picture": ("functions.plan.picture",),
    "command": ("functions.plan.command", "functions.plan.filters"),
    "verify": ("functions.steps.verify",),
    "damage": ("functions.steps.damage",),
    "packets": ("functions.media.packets",),
    "frame rate": ("functions.media.standard_rate", "functions.media.frame_rate"),
    "limits": ("functions.media.limits",),
    "container": ("functions.media.container",),
    "mp4": ("functions.media.mp4.boxes", "functions.media.mp4.plain_index"),
    "estimate": ("functions.plan.estimate", "functions.plan.bit_rate"),
    "segments' cuts": ("functions.segments.cuts",),
    "segments' shares": ("functions.segments.shares",),
}
