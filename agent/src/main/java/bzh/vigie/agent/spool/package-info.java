/**
 * Events on their way to the collector: gathered into batches, encoded once and kept on disk in three lanes until they are
 * acknowledged (DESIGN.md 5.1).
 */
@NullMarked
package bzh.vigie.agent.spool;

import org.jspecify.annotations.NullMarked;
