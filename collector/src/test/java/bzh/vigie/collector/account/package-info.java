@NullMarked
package bzh.vigie.collector.account;

import org.jspecify.annotations.NullMarked;
