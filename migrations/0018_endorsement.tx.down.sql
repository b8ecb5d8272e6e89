DROP TABLE endorsement_links;
DROP TABLE endorsements;
DROP TABLE posts;
