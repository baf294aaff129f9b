"""Clients you can vouch for: one OpenAPI file per vendor, read by a client, a mock and a contract suite."""
