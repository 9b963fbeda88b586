/** Accounts as people know them: where they log on, from where, what they may do, and who else has the same name. */
@NullMarked
package bzh.vigie.collector.account;

import org.jspecify.annotations.NullMarked;
