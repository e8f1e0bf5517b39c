"""The commands of `vts`, by what they are about; cli.py puts them together.

films.py     transcode, push, download         transcode_file.py, push_files.py: what the first two do
jobs.py      status, jobs, cancel, retry, settings, hosts        setting_values.py: KEY=VALUE, as it is typed
machine.py   up, env, secrets, worker, doctor, bench, test
options.py   the options they share
"""
