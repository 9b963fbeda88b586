@NullMarked
package bzh.vigie.collector.gateway;

import org.jspecify.annotations.NullMarked;
