USE example3;
UPDATE stock SET pieces = pieces - 10 WHERE item = 'nail';
UPDATE stock SET house = 2 WHERE item = 'screw';
