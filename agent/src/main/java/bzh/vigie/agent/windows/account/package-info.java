/** Local accounts and their rights, as SAM and SECURITY keep them; never what stands for a password. */
@NullMarked
package bzh.vigie.agent.windows.account;

import org.jspecify.annotations.NullMarked;
