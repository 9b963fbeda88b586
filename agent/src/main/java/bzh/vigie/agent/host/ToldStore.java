package bzh.vigie.agent.host;

import java.util.List;

/**
 * A store of certificates as the system tells it.
 *
 * @param key where the registry has it ({@link Registry})
 * @param certificates none where there is no such store
 */
public record ToldStore(String key, Reading<List<EncodedCertificate>> certificates) {}
