-- A row goes to the dead letters. ARGV: row id, reason, number of dead letters kept.
buryRow(ARGV[1], ARGV[2], tonumber(ARGV[3]))
