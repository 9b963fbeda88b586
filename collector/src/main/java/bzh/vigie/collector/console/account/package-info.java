/** Accounts, and who logged on from where to where. */
@NullMarked
package bzh.vigie.collector.console.account;

import org.jspecify.annotations.NullMarked;
