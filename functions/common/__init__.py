"""What every package uses: errors, configuration, log, metrics, traces, names. Imports nothing of ours."""
