"""A long film made in segments, by all workers that are free.

The way of one, and the files that walk it:

    shape.py               whether it is made in segments, and how long they are
    index.py  moov.py      when each frame is shown and which are keyframes: by the index alone, else by all packets
    cuts.py                where it is cut, and when each segment is shown
    spread.py              the attempt that cut it writes the manifest, hands the job over, and sends a task for each piece
    manifest.py            what all pieces go by
    work.py                the door of the pieces: made, tried again, or given up for one pass; the last one done sends the join
    pieces.py progress.py  a piece is claimed, kept alive and lost in one place; how far all of them are
    shown.py               what clients are told of them
    making.py commands.py  a segment of the picture, or all of the sound; the commands
    shares.py              sound that is copied: each segment takes its own, and the join puts them back to where they were
    join.py                parts into one proxy, held against source and plan as any other
    fetching.py hearing.py what the pieces made; which sound is joined, and what is known of the source
    ending.py              in failure, or begun again in one pass; what is cleared away
    mend.py                what events missed

docs/segments.md says how this is exact and how it is fenced.
"""
