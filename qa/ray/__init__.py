"""The service on Ray: the same application in several processes and on several machines, each over one snapshot."""
