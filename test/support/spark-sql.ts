/**
 * Spark's own grammar, as ANTLR makes it from the Spark project's rules: a witness that knows nothing of this bot. It does not
 * know what Databricks and Delta Lake add (RESTORE, VACUUM, SHOW GRANTS …); its lexer knows those words all the same.
 */
import { SparkSQL } from 'dt-sql-parser/dist/parser/spark/index.js';

const spark = new SparkSQL();

/** Nothing where the grammar takes the statement whole. */
export function grammarProblems(sql: string): readonly string[] {
  return spark.validate(sql).map(({ message }) => message);
}

/** Comments too, spaces not; operators sign by sign, as `sql-lexer.ts` has them. */
export function sparkTokens(sql: string): readonly string[] {
  return spark
    .getAllTokens(sql)
    .map(({ text }) => text ?? '')
    .filter((text) => text.trim() !== '')
    .flatMap((text) => (/^[^\w`'"/-]{2,}$/.test(text) || /^[-/][>]?$/.test(text) ? text.split('') : [text]));
}
