DROP INDEX documents_by_blob;
DROP TABLE erasures;
DROP TABLE retentions;
