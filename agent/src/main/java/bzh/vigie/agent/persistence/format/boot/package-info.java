/** What runs or is loaded while the machine starts: scripts, kernel modules, devices, the loader. */
@NullMarked
package bzh.vigie.agent.persistence.format.boot;

import org.jspecify.annotations.NullMarked;
