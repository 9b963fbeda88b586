@NullMarked
package bzh.vigie.collector.mail;

import org.jspecify.annotations.NullMarked;
