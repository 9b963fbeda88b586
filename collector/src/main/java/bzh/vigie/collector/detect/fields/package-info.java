/** The one place where events become the flat fields that rules, history and JSON lines share. */
@NullMarked
package bzh.vigie.collector.detect.fields;

import org.jspecify.annotations.NullMarked;
