DROP TABLE possible_duplicates;
DROP TABLE merge_moves;
DROP TABLE merges;
