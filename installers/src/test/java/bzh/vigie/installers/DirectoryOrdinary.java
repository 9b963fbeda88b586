package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an administrator does in a real directory, by Samba's own tools: the acts N01 to N20 of the strangers' review of November 2026. Each is
 * at most one line, and that one low, but for a new administrator of the domain and for certificate services that are set up.
 */
final class DirectoryOrdinary {
    static final String SCRIPT = """
        set -eu
        D=DC=mairie,DC=example; C=CN=Configuration,$D; S=/var/lib/samba/private/sam.ldb; as='-U Administrator%Vigie-2026-x'
        shared=/var/lib/samba/sysvol/mairie.example
        sid() { samba-tool group show $1 --attributes=objectSid | awk '/^objectSid/{print $2}'; }
        give() { at=$1; shift; for entry in "$@"; do samba-tool dsacl set --objectdn="$at" --sddl="$entry"; done; }
        computer=bf967a86-0de6-11d0-a285-00aa003049e2; user=bf967aba-0de6-11d0-a285-00aa003049e2
        for name in GG-Jonction GG-LAPS GG-Assistance GG-Serveurs; do samba-tool group add $name; done
        for name in Ecoles Postes-mairie Anciens; do samba-tool ou add OU=$name; done

        : N01 a person, N11 a group, N06 passwords
        samba-tool user create paul.nouveau Vigie-2026-paul --given-name=Paul --surname=Nouveau
        samba-tool group add GG-Urbanisme
        samba-tool group addmembers GG-Urbanisme paul.nouveau
        samba-tool user setpassword paul.nouveau --newpassword=Vigie-2026-encore

        : N02 a unit whose machines others join
        who=$(sid GG-Jonction)
        give OU=Ecoles,$D "(OA;CI;CC;$computer;;$who)" \
            "(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;$computer;$who)" \
            "(OA;CIIO;WP;4c164200-20c0-11d0-a768-00aa006e0529;$computer;$who)" \
            "(OA;CIIO;SW;f3a64788-5306-11d1-a9c5-0000f80367c1;$computer;$who)" \
            "(OA;CIIO;SW;72e39547-7b18-11d1-adef-00c04fd8d5cd;$computer;$who)"

        : N03 LAPS of the old kind, with its schema
        cat > /laps-schema.ldif <<L
        dn: CN=ms-Mcs-AdmPwd,CN=Schema,$C
        changetype: add
        objectClass: attributeSchema
        lDAPDisplayName: ms-Mcs-AdmPwd
        attributeID: 1.2.840.113556.1.6.44.1.9
        attributeSyntax: 2.5.5.5
        oMSyntax: 19
        isSingleValued: TRUE
        searchFlags: 904
        schemaIDGUID:: LBt6j049YF+BkqO0xdbn+A==

        dn: CN=ms-Mcs-AdmPwdExpirationTime,CN=Schema,$C
        changetype: add
        objectClass: attributeSchema
        lDAPDisplayName: ms-Mcs-AdmPwdExpirationTime
        attributeID: 1.2.840.113556.1.6.44.1.2
        attributeSyntax: 2.5.5.16
        oMSyntax: 65
        isSingleValued: TRUE
        searchFlags: 0
        schemaIDGUID:: bXyLmk9eO0qMLR4Pmot8bQ==
        L
        cat > /laps-class.ldif <<L
        dn: CN=Computer,CN=Schema,$C
        changetype: modify
        add: mayContain
        mayContain: ms-Mcs-AdmPwd
        mayContain: ms-Mcs-AdmPwdExpirationTime
        -
        L
        for step in laps-schema laps-class; do ldbmodify -H $S --option='dsdb:schema update allowed=true' /$step.ldif; done
        password=8f7a1b2c-3d4e-5f60-8192-a3b4c5d6e7f8; until=9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d; who=$(sid GG-LAPS)
        give OU=Postes-mairie,$D "(OA;CIIO;RPCR;$password;$computer;$who)" "(OA;CIIO;RPWP;$until;$computer;$who)" \
            "(OA;CIIO;WP;$password;$computer;PS)" "(OA;CIIO;RPWP;$until;$computer;PS)"

        : N04 a help desk
        who=$(sid GG-Assistance)
        give OU=Ecoles,$D "(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;$user;$who)" \
            "(OA;CIIO;RPWP;bf967a0a-0de6-11d0-a285-00aa003049e2;$user;$who)" \
            "(OA;CIIO;RPWP;28630ebf-41d5-11d1-a9c1-0000f80367c1;$user;$who)"

        : N05 a policy of printers, as the console of policies writes it
        policy=$(samba-tool gpo create Etage-imprimantes $as | grep -o '{[^}]*}')
        mkdir -p $shared/Policies/$policy/USER/Preferences/Printers
        cat > $shared/Policies/$policy/USER/Preferences/Printers/Printers.xml <<'X'
        <?xml version="1.0" encoding="utf-8"?>
        <Printers clsid="{1F577D12-3D1B-471e-A1B7-060317597B9C}"><SharedPrinter clsid="{9A5E9697-9095-436d-A0EE-4D128FDFBCE5}" name="etage1"
        status="etage1"><Properties action="U" comment="" path="\\\\srv1.mairie.example\\etage1" location="" default="0" skipLocal="0"/>
        </SharedPrinter></Printers>
        X
        ldbmodify -H $S <<L
        dn: CN=$policy,CN=Policies,CN=System,$D
        changetype: modify
        replace: gPCUserExtensionNames
        gPCUserExtensionNames: [{00000000-0000-0000-0000-000000000000}{A8C42CEA-CDB8-4388-97F4-5831F933DA84}][{BC75B1ED-5833-4858-9BB8-CBF0B166DF9D}{A8C42CEA-CDB8-4388-97F4-5831F933DA84}]
        -
        replace: versionNumber
        versionNumber: 65536
        -
        L
        printf '[General]\\r\\nVersion=65536\\r\\n' > $shared/Policies/$policy/GPT.INI
        samba-tool gpo setlink OU=Ecoles,$D "$policy" $as

        : N07 a managed account, N15 a service account
        samba-tool service-account create --name=gmsa-web --dns-host-name=gmsa-web.mairie.example
        samba-tool service-account group-msa-membership add --name='gmsa-web$' --principal='PC1$'
        samba-tool user create svc-paie Vigie-2026-paie
        samba-tool spn add HTTP/paie.mairie.example svc-paie

        : N08 an attribute of the schema, N09 a PC, N10 a name, N12 somebody who leaves
        cat > /attribute.ldif <<L
        dn: CN=mairie-Bureau,CN=Schema,$C
        changetype: add
        objectClass: attributeSchema
        lDAPDisplayName: mairieBureau
        attributeID: 1.2.840.113556.1.6.44.1.20
        attributeSyntax: 2.5.5.12
        oMSyntax: 64
        isSingleValued: TRUE
        searchFlags: 0
        L
        ldbmodify -H $S --option='dsdb:schema update allowed=true' /attribute.ldif
        samba-tool computer create PC50
        samba-tool dns add dc1.mairie.example mairie.example imprimante-accueil A 192.0.2.50 $as
        samba-tool user create marie.partante Vigie-2026-marie
        samba-tool user disable marie.partante
        samba-tool user move marie.partante OU=Anciens,$D

        : N13 a screen saver
        policy=$(samba-tool gpo create Ecran-veille $as | grep -o '{[^}]*}')
        cat > /screen.json <<'J'
        [{"keyname": "Software\\\\Policies\\\\Microsoft\\\\Windows\\\\Control Panel\\\\Desktop", "valuename": "ScreenSaveTimeOut",
          "class": "USER", "type": "REG_SZ", "data": "600"}]
        J
        samba-tool gpo load "$policy" --content=/screen.json $as
        samba-tool gpo setlink OU=Postes-mairie,$D "$policy" $as

        : N14 an administrator
        samba-tool user create chef.nouveau Vigie-2026-chef
        samba-tool group addmembers 'Domain Admins' chef.nouveau

        : N16 rules for some passwords, N17 a site, N19 an account that was locked
        samba-tool domain passwordsettings pso create Longs 10 --min-pwd-length=20 --complexity=on
        samba-tool domain passwordsettings pso apply Longs GG-Urbanisme
        samba-tool sites create Quimper
        samba-tool sites subnet create 198.51.100.0/24 Quimper
        samba-tool user unlock paul.nouveau

        : N18 certificate services, and a template of theirs for web servers
        P="CN=Public Key Services,CN=Services,$C"
        ldbmodify -H $S <<L
        dn: CN=Serveur-Web,CN=Certificate Templates,$P
        changetype: add
        objectClass: pKICertificateTemplate
        msPKI-Template-Schema-Version: 2
        msPKI-Certificate-Name-Flag: 1
        pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.1
        nTSecurityDescriptor: O:DAG:DAD:(A;;LCRPLORC;;;AU)(OA;;CR;0e10c968-78fb-11d2-90d4-00c04f79dc55;;$(sid GG-Serveurs))

        dn: CN=AC-MAIRIE,CN=Enrollment Services,$P
        changetype: add
        objectClass: pKIEnrollmentService
        dNSHostName: ac.mairie.example
        certificateTemplates: Serveur-Web
        L

        : N20 a logon script
        printf 'net use P: \\\\\\\\srv1.mairie.example\\\\commun\\r\\n' > $shared/scripts/accueil.bat
        """;

    /** Each act, and what a line about it has. */
    private static final Map<String, List<String>> ACTS = new TreeMap<>(Map.ofEntries(
            Map.entry("N01", List.of("paul.nouveau")),
            Map.entry("N02", List.of("GG-Jonction")),
            Map.entry("N03", List.of("GG-LAPS", "S-1-5-10")),
            Map.entry("N04", List.of("GG-Assistance")),
            Map.entry("N05", List.of("Etage-imprimantes")),
            Map.entry("N07", List.of("gmsa-web")),
            Map.entry("N08", List.of("mairie-Bureau", "mairieBureau")),
            Map.entry("N09", List.of("PC50")),
            Map.entry("N10", List.of("imprimante-accueil")),
            Map.entry("N11", List.of("GG-Urbanisme ")),
            Map.entry("N12", List.of("marie.partante", "OU Anciens")),
            Map.entry("N13", List.of("Ecran-veille")),
            Map.entry("N14", List.of("chef.nouveau")),
            Map.entry("N15", List.of("svc-paie")),
            Map.entry("N16", List.of("Longs")),
            Map.entry("N17", List.of("Quimper")),
            Map.entry("N18", List.of("Serveur-Web")),
            Map.entry("N18, services", List.of("AC-MAIRIE (authority")),
            Map.entry("N20", List.of("accueil.bat"))));

    /** What is told as grave, since an attacker does the same and few do it: a new administrator, and who makes certificates. */
    private static final Map<String, String> GRAVE =
            Map.of("N14", "vigie-directory-administrator-new", "N18, services", "vigie-directory-authority-new");

    private DirectoryOrdinary() {}

    /** The same without alerts that these lines have. */
    static String without(String alerts, Path lines) throws IOException {
        Set<String> known = new TreeSet<>();
        for (String line : Files.readAllLines(lines)) {
            known.add(field(line, "id"));
        }
        return alerts.lines().filter(line -> !known.contains(field(line, "id"))).collect(Collectors.joining("\n"));
    }

    private static String field(String alert, String name) {
        Matcher field =
                Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(alert);
        if (!field.find()) {
            throw new AssertionError("no " + name + ": " + alert);
        }
        return field.group(1);
    }

    /** Checks the alerts that these acts gave. */
    static void check(List<String> alerts) {
        Map<String, List<String>> told = new TreeMap<>();
        List<String> odd = new ArrayList<>();
        for (String alert : alerts) {
            String title = field(alert, "title");
            List<String> acts = ACTS.entrySet().stream()
                    .filter(act -> act.getValue().stream().anyMatch(title::contains))
                    .map(Map.Entry::getKey)
                    .toList();
            if (acts.isEmpty()) {
                odd.add(alert);
            }
            acts.forEach(act -> told.computeIfAbsent(act, any -> new ArrayList<>())
                    .add(field(alert, "severity") + " " + field(alert, "rule") + ": " + title));
        }
        told.forEach((act, lines) -> System.out.println(act + " " + lines));
        assertEquals(List.of(), odd, "alerts of no act");
        told.forEach((act, lines) -> {
            assertEquals(1, lines.size(), act + ": " + lines);
            String expected = GRAVE.containsKey(act) ? "high " + GRAVE.get(act) : "low ";
            assertTrue(lines.getFirst().startsWith(expected), act + ": " + lines);
        });
        assertTrue(told.keySet().containsAll(GRAVE.keySet()), told.toString());
    }
}
