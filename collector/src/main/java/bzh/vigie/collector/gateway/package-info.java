/** Accepts agents, authenticates and bounds them, hands batches on, acknowledges what is durable (DESIGN.md 5.1, 5.2). */
@NullMarked
package bzh.vigie.collector.gateway;

import org.jspecify.annotations.NullMarked;
