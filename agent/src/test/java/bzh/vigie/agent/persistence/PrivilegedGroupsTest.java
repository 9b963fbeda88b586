package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Trait;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each group that holds a domain or leads there: who is in it directly, through another one and by primary group. */
final class PrivilegedGroupsTest {
    /** Well-known groups of a domain by the last part of their SID (MS-DTYP 2.4.2.4). */
    private static final Map<Long, String> OF_DOMAIN = Map.of(
            498L, "Enterprise Read-only Domain Controllers",
            512L, "Domain Admins",
            516L, "Domain Controllers",
            517L, "Cert Publishers",
            518L, "Schema Admins",
            519L, "Enterprise Admins",
            520L, "Group Policy Creator Owners",
            521L, "Read-only Domain Controllers",
            526L, "Key Admins",
            527L, "Enterprise Key Admins");

    /** The same of {@code S-1-5-32}. */
    private static final Map<Long, String> BUILTIN = new LinkedHashMap<>(Map.of(
            544L, "Administrators",
            548L, "Account Operators",
            549L, "Server Operators",
            550L, "Print Operators",
            551L, "Backup Operators",
            552L, "Replicator",
            557L, "Incoming Forest Trust Builders",
            569L, "Cryptographic Operators",
            578L, "Hyper-V Administrators",
            580L, "Remote Management Users"));

    private static final Set<String> BY_NAME = Set.of(
            "DnsAdmins",
            "Exchange Trusted Subsystem",
            "Exchange Windows Permissions",
            "Exchange Servers",
            "Exchange Install Domain Servers",
            "Exchange Domain Servers",
            "Exchange Enterprise Servers",
            "Exchange Organization Administrators",
            "Organization Management");

    private static final Set<String> OTHERS = Set.of("Domain Users", "Mairie", "DnsUpdateProxy", "Exchange");

    static {
        BUILTIN.put(582L, "Storage Replica Administrators");
    }

    private final StringBuilder ldif = new StringBuilder();
    private int rid = 2_000;

    private String object(String name, String classes, Sid sid, String... more) {
        String dn = "CN=" + name + ",CN=Users,{domain}";
        ldif.append("dn: ")
                .append(dn)
                .append("\nobjectClass: top\nobjectClass: ")
                .append(classes)
                .append("\nsAMAccountName: ")
                .append(name)
                .append("\nobjectSid:: ")
                .append(Base64.getEncoder().encodeToString(sid.bytes()))
                .append('\n')
                .append(String.join("\n", more))
                .append("\n\n");
        return dn;
    }

    private String user(String name, String... more) {
        String settings = "userAccountControl: 512" + (more.length == 0 ? "" : "\n" + String.join("\n", more));
        return object(name, "user", HeldDirectory.SID.child(rid++), settings);
    }

    /** A group with one member, and another in a group in it; whose primary group it is as well, where it is the domain's. */
    private Set<String> group(String name, Sid sid) {
        String key = name.replace(" ", "");
        String outer = "CN=" + name + ",CN=Users,{domain}";
        String inner = "CN=in " + key + ",CN=Users,{domain}";
        user("m-" + key, "memberOf: " + outer);
        user("n-" + key, "memberOf: " + inner);
        object(
                "in " + key,
                "group",
                HeldDirectory.SID.child(rid++),
                "memberOf: " + outer,
                "member: CN=n-" + key + ",CN=Users,{domain}");
        object(name, "group", sid, "member: CN=m-" + key + ",CN=Users,{domain}", "member: " + inner);
        Set<String> wanted = new HashSet<>(Set.of(
                "m-" + key + " in " + name,
                "in " + key + " in " + name,
                "n-" + key + " in " + name + " through in " + key));
        if (sid.equals(HeldDirectory.SID.child(sid.rid()))) {
            user("p-" + key, "primaryGroupID: " + sid.rid());
            wanted.add("p-" + key + " in " + name);
        }
        return wanted;
    }

    private static Set<String> told(List<Item> items) {
        return items.stream()
                .map(item -> item.value().replaceFirst("^(.*?) \\(S-[\\d-]+(, group)?\\) in ", "$1 in "))
                .collect(Collectors.toSet());
    }

    @Test
    void whoIsInEachOfThemIsTold() {
        Set<String> wanted = new HashSet<>();
        OF_DOMAIN.forEach((number, name) -> wanted.addAll(group(name, HeldDirectory.SID.child(number))));
        BUILTIN.forEach((number, name) -> wanted.addAll(group(name, Sid.of("S-1-5-32-" + number))));
        BY_NAME.forEach(name -> wanted.addAll(group(name, HeldDirectory.SID.child(rid++))));
        OTHERS.forEach(name -> group(name, HeldDirectory.SID.child(rid++)));
        assertEquals(wanted, told(PlaceReading.items("ad.group.privileged", ldif.toString())));
    }

    /** Names of the numbered ones differ by language, and may be given to any group. */
    @Test
    void numberedOnesAreKnownByTheirNumberAlone() {
        Set<String> wanted = group("Opérateurs de sauvegarde", Sid.of("S-1-5-32-551"));
        group("Backup Operators", HeldDirectory.SID.child(1_551));
        assertEquals(wanted, told(PlaceReading.items("ad.group.privileged", ldif.toString())));
    }

    /** It was protected once, and keeps the rights of that time. */
    @Test
    void whoIsMarkedAsProtectedAndInNoneOfThemIsTold() {
        group("Backup Operators", Sid.of("S-1-5-32-551"));
        user("ancien", "adminCount: 1");
        user("jamais", "adminCount: 0");
        object("krbtgt", "user", HeldDirectory.SID.child(502), "userAccountControl: 514", "adminCount: 1");
        String marked = ldif.toString()
                .replace("sAMAccountName: m-BackupOperators\n", "sAMAccountName: m-BackupOperators\nadminCount: 1\n")
                .replace("sAMAccountName: n-BackupOperators\n", "sAMAccountName: n-BackupOperators\nadminCount: 1\n");
        List<Item> orphans = PlaceReading.items("ad.group.privileged", marked).stream()
                .filter(item -> item.name().equals("adminCount"))
                .toList();
        assertEquals(
                Map.of(
                        "CN=ancien,CN=Users,{domain}", Shipped.UNKNOWN,
                        "CN=krbtgt,CN=Users,{domain}", Shipped.AS_PACKAGED),
                orphans.stream().collect(Collectors.toMap(Item::source, Item::shipped)));
        assertEquals(
                Set.of(),
                orphans.stream().flatMap(item -> item.traits().stream()).collect(Collectors.<Trait>toSet()));
    }

    /** MS-DTYP 2.4.2.4: 554 reads each account, and has everybody who is signed in since Windows Server 2003; 555 logs on to controllers. */
    @Test
    void whoHasNoAccountInWhatReadsEachOfThemAndWhoLogsOnToControllersAreTold() {
        String readers = "memberOf: CN=Pre-Windows 2000,CN=Users,{domain}";
        for (String who : List.of("S-1-5-11", "S-1-5-7", "S-1-1-0")) {
            object(who, "foreignSecurityPrincipal", Sid.of(who), readers);
        }
        object(
                "Pre-Windows 2000",
                "group",
                Sid.of("S-1-5-32-554"),
                "member: CN=S-1-5-11,CN=Users,{domain}",
                "member: CN=S-1-5-7,CN=Users,{domain}",
                "member: CN=S-1-1-0,CN=Users,{domain}");
        Set<String> wanted = group("Bureau à distance", Sid.of("S-1-5-32-555"));
        List<Item> items = PlaceReading.items("ad.group.privileged", ldif.toString());
        assertEquals(
                List.of("S-1-5-11"),
                items.stream()
                        .filter(item -> item.shipped() == Item.Shipped.AS_PACKAGED)
                        .map(Item::name)
                        .toList());
        assertEquals(
                Set.of("S-1-5-7", "S-1-1-0"),
                items.stream()
                        .filter(item -> item.traits().equals(Set.of(Item.Trait.MISMATCH)))
                        .map(Item::name)
                        .collect(Collectors.toSet()));
        assertTrue(told(items).containsAll(wanted));
    }
}
