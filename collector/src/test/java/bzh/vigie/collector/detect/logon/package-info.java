@NullMarked
package bzh.vigie.collector.detect.logon;

import org.jspecify.annotations.NullMarked;
