package bzh.vigie.agent.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.security.Sid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the names of a schema are asked for again. */
final class KeptNamesTest {
    private static final String HEAD = "DC=mairie,DC=example";
    private static final String CONFIGURATION = "CN=Configuration," + HEAD;
    private static final String CLASS = "CN=User,CN=Schema," + CONFIGURATION;
    private static final String RIGHT = "CN=Receive-As,CN=Extended-Rights," + CONFIGURATION;
    private static final String SERVICE = "CN=NTDS Settings,CN=DC1," + CONFIGURATION;
    private static final String USER = "{bf967aba-0de6-11d0-a285-00aa003049e2}";
    private static final String SDDL = "D:(A;;RPWP;;;DA)";

    @TempDir
    Path folder;

    private final LdifDirectory held = new LdifDirectory(Sid.of("S-1-5-21-1-2-3"), HEAD)
            .add("""
                dn: SERVICE
                objectClass: nTDSDSA
                invocationId:: AQIDBAUGBwgJCgsMDQ4PEA==

                dn: CLASS
                objectClass: classSchema
                schemaIDGUID:: unqWv+YN0BGihQCqADBJ4g==
                lDAPDisplayName: user
                defaultSecurityDescriptor: SDDL
                uSNChanged: 10

                dn: CN=Extended-Rights,CONFIGURATION
                objectClass: container

                dn: RIGHT
                objectClass: controlAccessRight
                rightsGuid: ab721a56-1e2f-11d0-9819-00aa0040529b
                cn: Receive-As
                uSNChanged: 11
                """.replace("SERVICE", SERVICE)
                    .replace("CLASS", CLASS)
                    .replace("RIGHT", RIGHT)
                    .replace("CONFIGURATION", CONFIGURATION)
                    .replace("SDDL", SDDL));

    private int asked;

    @BeforeEach
    void server() {
        LdifDirectory ignored = held.set("", "dsServiceName", SERVICE);
        change("", "highestCommittedUSN", "100");
    }

    private void change(String dn, String attribute, String value) {
        LdifDirectory ignored = held.set(dn, attribute, value);
    }

    private Path file() {
        return folder.resolve("schema");
    }

    /** How often all names were asked for so far, after they were wanted once more, after a start. */
    private int wanted() throws Refused {
        Directory counted = new Directory() {
            @Override
            public Entry root() throws Refused {
                return held.root();
            }

            @Override
            public void search(Query query, Each each) throws Refused {
                asked += query.attributes().contains("lDAPDisplayName") ? 1 : 0;
                held.search(query, each);
            }

            @Override
            public long received() {
                return 0;
            }

            @Override
            public void close() {
                held.close();
            }
        };
        SchemaNames names = new KeptNames(file()).of(counted, Domain.of(counted));
        assertEquals("user", names.name(USER));
        assertEquals("Receive-As", names.name("{ab721a56-1e2f-11d0-9819-00aa0040529b}"));
        assertEquals(SDDL, names.ofNew("User"));
        return asked;
    }

    @Test
    void theyAreAskedForOnceAsLongAsNothingOfThemChanges() throws Exception {
        assertEquals(1, wanted());
        change("", "highestCommittedUSN", "5000");
        assertEquals(1, wanted(), "what changed elsewhere does not count");
        change(CLASS, "uSNChanged", "101");
        assertEquals(2, wanted(), "a class changed");
        assertEquals(2, wanted());
        change(RIGHT, "uSNChanged", "5001");
        change("", "highestCommittedUSN", "5001");
        assertEquals(3, wanted(), "a right changed");
        assertEquals(3, wanted());
    }

    @Test
    void numbersOfAnotherDatabaseMeanNothing() throws Exception {
        assertEquals(1, wanted());
        assertEquals(1, wanted());
        LdifDirectory ignored = held.add("dn: " + SERVICE + "\ninvocationId:: "
                + Base64.getEncoder()
                        .encodeToString(new byte[] {9, 9, 9, 9, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}));
        assertEquals(2, wanted());
        assertEquals(2, wanted());
        change(SERVICE, "invocationId", "");
        assertEquals(3, wanted());
        assertEquals(4, wanted(), "a server that does not say which its database is");
    }

    @Test
    void aFileThatIsNotWholeIsPassedOver() throws Exception {
        assertEquals(1, wanted());
        byte[] whole = Files.readAllBytes(file());
        for (int cut = 0; cut < whole.length; cut += 7) {
            Files.write(file(), Arrays.copyOf(whole, cut));
            assertEquals(asked + 1, wanted());
            byte[] other = whole.clone();
            other[cut] ^= 1;
            Files.write(file(), other);
            assertEquals(asked + 1, wanted());
        }
        Files.write(file(), new byte[8 << 20]);
        assertEquals(asked + 1, wanted());
        Files.delete(file());
        Files.createDirectories(file().resolve("x"));
        assertEquals(asked + 1, wanted());
        assertFalse(Files.isRegularFile(file()));
    }
}
