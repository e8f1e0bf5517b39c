"""What all local programs use: configuration, ports, secrets, environments, files of logs."""
