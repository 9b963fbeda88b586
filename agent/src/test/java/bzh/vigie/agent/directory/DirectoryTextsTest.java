package bzh.vigie.agent.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.Descriptors;
import bzh.vigie.agent.windows.security.SddlReader;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a directory's values mean: names, times, keys, descriptors in text, and that no bytes stop who reads them. */
final class DirectoryTextsTest {
    private static final Sid DOMAIN = Sid.of("S-1-5-21-1-2-3");

    @Test
    void namesAreTakenApart() {
        assertEquals("Dupont, Anne", Dn.name("CN=Dupont\\, Anne,OU=Accueil,DC=mairie,DC=example"));
        assertEquals("Élus", Dn.name("OU=Élus,DC=mairie,DC=example"));
        assertEquals("OU=Accueil,DC=mairie,DC=example", Dn.parent("CN=Dupont\\, Anne,OU=Accueil,DC=mairie,DC=example"));
        assertEquals("mairie.example", Dn.dnsName("DC=Mairie,DC=example"));
        assertTrue(Dn.isIn("CN=a,DC=Mairie,DC=example", "dc=mairie,dc=example"));
        assertFalse(Dn.isIn("DC=vmairie,DC=example", "DC=mairie,DC=example"));
        assertEquals("", Dn.name(""));
        assertEquals("", Dn.parent("DC=example"));
    }

    @Test
    void valuesAreReadOrEmpty() {
        Entry entry = new Entry(
                "CN=x",
                Map.of(
                        "pwdLastSet", List.of(bytes("133850000000000000")),
                        "accountExpires", List.of(bytes("9223372036854775807")),
                        "whenChanged", List.of(bytes("20260302091500.0Z")),
                        "bad", List.of(new byte[] {(byte) 0xff, 'x'}),
                        "objectSid", List.of(Descriptors.sid("S-1-5-21-1-2-3-1105"))));
        assertEquals(OptionalLong.of(1_740_526_400_000_000L), entry.fileTime("PWDLASTSET"));
        assertEquals(OptionalLong.empty(), entry.fileTime("accountExpires"));
        assertEquals(OptionalLong.of(1_772_442_900_000_000L), entry.time("whenChanged"));
        assertEquals(OptionalLong.empty(), entry.time("bad"));
        assertEquals("ÿx", entry.text("bad"));
        assertEquals(Optional.of(Sid.of("S-1-5-21-1-2-3-1105")), entry.sid("objectSid"));
        assertEquals(Optional.empty(), entry.sid("bad"));
        assertEquals(OptionalLong.empty(), entry.number("missing"));
        assertEquals(OptionalLong.empty(), GeneralizedTime.micros("20261302091500.0Z"));
    }

    @Test
    void aSidIsWrittenAsItIsRead() {
        for (String text : List.of("S-1-5-21-4294967295-2-3-500", "S-1-1-0", "S-1-5-32-544", "S-1-0x123456789abc-7")) {
            assertEquals(text, Sid.read(Sid.of(text).bytes()).orElseThrow().toString());
        }
    }

    @Test
    void aKeyIsKnownByItsMaterial() {
        byte[] material = "an RSA key".getBytes(StandardCharsets.US_ASCII);
        KeyCredential key = KeyCredential.parse(value(material, "CN=pc1,DC=mairie,DC=example"));
        assertEquals(Optional.of(Sha256.over(material)), key.digest());
        assertEquals(1, key.usage());
        assertEquals(0, key.source());
        assertEquals("{04030201-0605-0807-090a-0b0c0d0e0f10}", key.device());
        assertEquals("CN=pc1,DC=mairie,DC=example", key.owner());
        assertFalse(key.isMalformed());
    }

    @Test
    void whatIsNoKeyIsMalformedAndNothingMore() {
        assertTrue(KeyCredential.parse("").isMalformed());
        assertTrue(KeyCredential.parse("B:4:zz:CN=x").isMalformed());
        assertTrue(KeyCredential.parse("B:8:00030000:CN=x").isMalformed());
        String whole = value(new byte[300], "CN=x");
        Random random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            char[] text = whole.toCharArray();
            text[random.nextInt(text.length)] = "0123456789abcdefB:,\0".charAt(random.nextInt(20));
            KeyCredential ignored = KeyCredential.parse(new String(text, 0, random.nextInt(text.length + 1)));
            assertTrue(ignored.usage() >= -1);
        }
    }

    /** Generic rights of a directory (MS-ADTS 5.1.3.2): to write is to write each attribute, and what is checked when it is written. */
    @Test
    void whoMayWriteInGeneralMayWriteWhatIsCheckedToo() {
        SecurityDescriptor read = SddlReader.read("D:(A;;GW;;;S-1-5-21-1-2-3-1105)", DOMAIN);
        assertEquals(
                List.of(Grant.Right.WRITE_PROPERTY, Grant.Right.VALIDATED_WRITE),
                Grant.of(read).stream().map(Grant::right).toList());
    }

    @Test
    void aDescriptorInTextIsTheOneInBytes() {
        SecurityDescriptor read = SddlReader.read(
                "O:DAG:DAD:PAI(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(OA;CIIO;WP;4c164200-20c0-11d0-a768-00aa006e0529;"
                        + "bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1105)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)"
                        + "S:(AU;SA;WPWDWO;;;WD)",
                DOMAIN);
        assertEquals(0, read.malformed());
        assertEquals(Optional.of(Sid.of("S-1-5-21-1-2-3-512")), read.owner());
        List<Grant> grants = Grant.of(read);
        assertEquals(Grant.Right.OWNER, grants.getFirst().right());
        assertEquals(Grant.Right.FULL_CONTROL, grants.get(1).right());
        Grant delegated = grants.get(2);
        assertEquals(Sid.of("S-1-5-21-1-2-3-1105"), delegated.trustee());
        assertEquals(Grant.Right.WRITE_PROPERTY, delegated.right());
        assertEquals(Optional.of("{4c164200-20c0-11d0-a768-00aa006e0529}"), delegated.about());
        assertEquals(Optional.of("{bf967aba-0de6-11d0-a285-00aa003049e2}"), delegated.inheritedBy());
        assertTrue(delegated.isForChildrenOnly());
        assertEquals(Grant.Right.EXTENDED_RIGHT, grants.get(3).right());
        assertEquals(4, grants.size());
        assertEquals(1, SddlReader.read("D:(A;;QQ;;;WD)", DOMAIN).malformed());
        assertEquals(2, SddlReader.read("D:(A;;GA;;;XX)", DOMAIN).malformed());
        assertEquals(
                Optional.empty(), SddlReader.read("D:NO_ACCESS_CONTROL", DOMAIN).dacl());
    }

    @Test
    void withoutAListEverybodyHasEverything() {
        SecurityDescriptor none =
                new SecurityDescriptor(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);
        assertEquals(
                List.of(new Grant(
                        Sid.EVERYONE, Grant.Right.FULL_CONTROL, Optional.empty(), Optional.empty(), false, false)),
                Grant.of(none));
    }

    @Test
    void rightsToReadAreNoGrants() {
        Ace read = new Ace(0, 0, 0x0002_0094, Sid.of("S-1-5-11"), false, false);
        SecurityDescriptor descriptor = new SecurityDescriptor(
                Optional.empty(), Optional.empty(), Optional.of(List.of(read)), Optional.empty(), 0);
        assertEquals(List.of(), Grant.of(descriptor));
    }

    @Test
    void theComputersNameIsFoundInItsKeytab() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {5, 2});
        file.writeBytes(entry("MAIRIE.EXAMPLE", "host", "pc1.mairie.example"));
        file.writeBytes(new byte[] {-1, -1, -1, -4, 9, 9, 9, 9});
        file.writeBytes(entry("MAIRIE.EXAMPLE", "PC1$"));
        byte[] whole = file.toByteArray();
        assertEquals(
                List.of("host/pc1.mairie.example@MAIRIE.EXAMPLE", "PC1$@MAIRIE.EXAMPLE"), Keytab.principals(whole));
        assertEquals(Optional.of("PC1$@MAIRIE.EXAMPLE"), Keytab.computer(whole));
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            assertTrue(Keytab.principals(damaged).size() <= 3);
        }
    }

    private static byte[] entry(String realm, String... parts) {
        ByteBuffer bytes = ByteBuffer.allocate(200);
        bytes.putInt(0).putShort((short) parts.length);
        text(bytes, realm);
        List.of(parts).forEach(part -> text(bytes, part));
        bytes.putInt(1)
                .putInt(0)
                .put((byte) 2)
                .putShort((short) 18)
                .putShort((short) 2)
                .putShort((short) 7);
        bytes.putInt(0, bytes.position() - 4);
        byte[] entry = new byte[bytes.position()];
        bytes.get(0, entry);
        return entry;
    }

    private static void text(ByteBuffer bytes, String text) {
        bytes.putShort((short) text.length()).put(bytes(text));
    }

    /** A value of the attribute, by MS-ADTS 2.2.20. */
    static String value(byte[] material, String owner) {
        ByteBuffer blob = ByteBuffer.allocate(1_024).order(ByteOrder.LITTLE_ENDIAN);
        blob.putInt(0x200);
        entry(blob, 1, Sha256.digest().digest(material));
        entry(blob, 3, material);
        entry(blob, 4, new byte[] {1});
        entry(blob, 5, new byte[] {0});
        entry(blob, 6, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        entry(
                blob,
                9,
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(133_850_000_000_000_000L)
                        .array());
        byte[] bytes = new byte[blob.position()];
        blob.get(0, bytes);
        String hex = HexFormat.of().formatHex(bytes);
        return "B:" + hex.length() + ":" + hex + ":" + owner;
    }

    private static void entry(ByteBuffer blob, int kind, byte[] value) {
        blob.putShort((short) value.length).put((byte) kind).put(value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
