"""The job table in DynamoDB."""
