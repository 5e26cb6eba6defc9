"""The database: engine, unit of work, tenant scope, column types, search index."""
