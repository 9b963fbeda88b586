package bzh.vigie.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProvidersTest {
    private static List<String> configured() {
        List<String> all = new ArrayList<>();
        String provider;
        for (int i = 1; (provider = Security.getProperty("security.provider." + i)) != null; i++) {
            all.add(provider);
        }
        return all;
    }

    @Test
    void onlyWhatTlsNeedsIsLeftInItsPlace() {
        // Another test may have done so before in this process.
        List<String> before = configured();
        Providers.keepNeeded();
        List<String> after = configured();
        Set<String> needed = Set.of("SUN", "SunRsaSign", "SunEC", "SunJSSE", "SunJCE");
        assertEquals(needed, new TreeSet<>(after));
        assertEquals(before.size(), after.size());
        assertEquals(before.stream().filter(needed::contains).distinct().toList(), after.subList(0, needed.size()));
    }
}
