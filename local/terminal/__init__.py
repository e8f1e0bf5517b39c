"""What a terminal shows.

show.py: tables, problems, certificates; words.py: sizes, times; meter.py: progress; screen.py: the lines of `vts up`.
"""
