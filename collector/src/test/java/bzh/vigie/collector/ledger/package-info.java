@NullMarked
package bzh.vigie.collector.ledger;

import org.jspecify.annotations.NullMarked;
