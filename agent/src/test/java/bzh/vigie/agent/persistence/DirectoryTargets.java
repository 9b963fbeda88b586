package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.directory.Stamps;
import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.Fuzzed;
import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.LocalFolder;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SharedFolder;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.windows.security.Descriptors;
import bzh.vigie.agent.windows.security.SddlReader;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What a controller that lies may answer: any bytes as the value of any attribute, of each place of a directory. */
public final class DirectoryTargets {
    private static final Sid DOMAIN = Sid.of("S-1-5-21-1-2-3");
    private static final String HEAD = "DC=mairie,DC=example";

    private DirectoryTargets() {}

    /** The places of a directory, and descriptors in text. */
    public static List<FuzzTarget> all() {
        return Stream.concat(
                        Stream.of(
                                new FuzzTarget("ad-accounts", DirectoryTargets::accounts, seeds()),
                                new FuzzTarget(
                                        "sddl",
                                        bytes -> Fuzzed.told(
                                                SddlReader.read(new String(bytes, StandardCharsets.ISO_8859_1), DOMAIN)
                                                        .text()),
                                        List.of(
                                                text(
                                                        "O:DAG:DAD:PAI(OA;CIIO;RPWPCR;;;S-1-5-21-1-2-3-1105)(A;;0xf01ff;;;AU)S:(AU;SA;WP;;;WD)")))),
                        Catalogue.directory().stream()
                                .map(location -> new FuzzTarget(
                                        location.id(),
                                        bytes -> read(new Site(location, Optional.empty()), bytes),
                                        seeds())))
                .toList();
    }

    /** What attributes and files may hold. */
    static List<byte[]> seeds() {
        return List.of(
                new Descriptors().allow(0xF_01FF, "S-1-5-21-1-2-3-1105").ownedBy("S-1-5-32-544"),
                Descriptors.sid("S-1-5-21-1-2-3-500"),
                text("[LDAP://CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System," + HEAD + ";2]"),
                text("[{AADCED64-746C-4633-A97C-D61349046527}{CAB54552-DEEA-4691-817E-ED4A4D1AFC72}]"),
                text("[Privilege Rights]\r\nSeDebugPrivilege = *S-1-5-32-544,x\r\n[Startup]\r\n0CmdLine=a b.ps1\r\n"),
                text("[{B97D20BB-F46A-4C97-BA10-5E3608430854}_s-1-1-0]\nFullPath=x"),
                text("Machine Name,,Subcategory,GUID,Setting\r\n,System,Logon,{0},Success\r\n"),
                text("<Tasks><ImmediateTaskV2><Properties name=\"x\" cpassword=\"y\""
                        + " appName=\"c\"/></ImmediateTaskV2></Tasks>"),
                text("B:14:00020000010004:CN=x," + HEAD),
                text("X509:<I>CN=x<S>CN=y"),
                text("1\n2\n0\nhttp://x/ces\n0"),
                text("1.3.6.1.5.5.7.3.2`PZPWSTR`1.3.6.1.4.1.311.20.2.1`"),
                HexFormat.of()
                        .parseHex("308201"
                                + "0a30819d020101300a06082a8648ce3d0403023000301e170d3236303130313030303030305a170d33363031"
                                + "30313030303030305a3000"),
                Base64.getDecoder().decode(Stamps.of("2026-11-01T00:00:00Z", 2)),
                text("4194848"));
    }

    private static void read(Site site, byte[] bytes) {
        DirectorySurvey survey = new DirectorySurvey(() -> new Lying(bytes), domain -> shared(bytes));
        survey.plan();
        LocationTargets.check(survey.read(site));
        survey.rest();
    }

    /** Whatever an account has, what is told of it is what a collector takes. */
    private static void accounts(byte[] bytes) {
        DirectorySurvey survey = new DirectorySurvey(() -> new Lying(bytes), domain -> shared(bytes));
        survey.plan();
        boolean ignored = survey.accounts(OptionalLong.empty(), () -> false, (accounts, end) -> {
            Event told = new Event.DirectoryAccounts(
                    new Moment(Instant.EPOCH, "b", 0), "directory.ldap", "mairie.example", "", 1, 0, 0, accounts, end);
            try {
                EventCodec.decode(EventCodec.encode(List.of(told)));
            } catch (MalformedBatchException e) {
                throw new AssertionError(e);
            }
        });
        survey.rest();
    }

    /** The bytes as each kind of file that controllers share. */
    private static Reading<SharedFolder> shared(byte[] bytes) {
        HostPath folder = HostPath.of("/sysvol");
        MemoryFiles files = new MemoryFiles();
        String machine = "Policies/{31B2F340-016D-11D2-945F-00C04FB984F9}/Machine/";
        for (String name : List.of(
                machine + "Preferences/ScheduledTasks/ScheduledTasks.xml",
                machine + "Scripts/psscripts.ini",
                machine + "Microsoft/Windows NT/SecEdit/GptTmpl.inf",
                machine + "Microsoft/Windows NT/Audit/audit.csv",
                machine + "Registry.pol",
                machine.replace("Machine", "User") + "Documents & Settings/fdeploy1.ini",
                "Policies/PolicyDefinitions/x.admx",
                "scripts/logon.ps1")) {
            files.file(folder.child(name), 0644, bytes);
        }
        return Reading.found(new LocalFolder(files, folder));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One that has one object, whose every attribute is these bytes. */
    static final class Lying implements Directory {
        private final byte[] bytes;

        Lying(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public Entry root() {
            return new Entry(
                    "",
                    Map.of(
                            "defaultNamingContext", List.of(text(HEAD)),
                            "configurationNamingContext", List.of(text("CN=Configuration," + HEAD)),
                            "schemaNamingContext", List.of(text("CN=Schema,CN=Configuration," + HEAD)),
                            "rootDomainNamingContext", List.of(text(HEAD)),
                            "currentTime", List.of(text("20261126230000.0Z"))));
        }

        @Override
        public void search(Query query, Each each) throws Refused {
            Map<String, List<byte[]>> values = new HashMap<>();
            query.attributes().forEach(name -> values.put(name, List.of(bytes)));
            if (query.attributes().equals(List.of("objectSid"))
                    || query.attributes().contains("sAMAccountName")) {
                values.put("objectSid", List.of(DOMAIN.child(512).bytes()));
            }
            if (query.attributes().equals(List.of("objectSid"))) {
                values.put("objectSid", List.of(DOMAIN.bytes()));
            }
            boolean ignored = each.take(new Entry("CN=" + query.reach() + "," + query.base(), values));
        }

        @Override
        public long received() {
            return bytes.length;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
