package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Accounts;
import bzh.vigie.agent.host.FileWatch;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Packages;
import bzh.vigie.agent.host.Reading;

/**
 * What the inventory needs of a machine, live or offline.
 *
 * @param watch absent where nothing is to be watched, refused where it cannot be; whoever made it closes it
 */
public record Machine(Files files, Accounts accounts, Packages packages, Reading<FileWatch> watch) {}
