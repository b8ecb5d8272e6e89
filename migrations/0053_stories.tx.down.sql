DROP TABLE story_files;
DROP TABLE stories;
DROP FUNCTION guard_story;
