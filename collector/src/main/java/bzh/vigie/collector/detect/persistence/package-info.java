/** What changed in a host's inventory, and which of it asks for a person. */
@NullMarked
package bzh.vigie.collector.detect.persistence;

import org.jspecify.annotations.NullMarked;
