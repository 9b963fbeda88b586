/** Logons as an incident asks about them: which account, where, from where, with what rights and by what it proved itself. */
@NullMarked
package bzh.vigie.collector.detect.signin;

import org.jspecify.annotations.NullMarked;
