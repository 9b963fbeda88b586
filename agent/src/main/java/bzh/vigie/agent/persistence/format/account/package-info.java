/** Accounts of a Windows, what they may do, and who may change what runs. */
@NullMarked
package bzh.vigie.agent.persistence.format.account;

import org.jspecify.annotations.NullMarked;
