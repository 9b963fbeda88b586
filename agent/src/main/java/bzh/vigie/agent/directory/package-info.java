/**
 * An Active Directory, read as any member of the domain may: over LDAP, signed and sealed, and never written to. {@link
 * bzh.vigie.agent.directory.Directory} is the seam; what it gives is understood by pure classes.
 */
@NullMarked
package bzh.vigie.agent.directory;

import org.jspecify.annotations.NullMarked;
