DROP TABLE blindness_acceptances;
DROP TABLE reviewer_copies;
