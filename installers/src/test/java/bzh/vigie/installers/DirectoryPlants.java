package bzh.vigie.installers;

import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.persistence.ItemFindings;
import bzh.vigie.collector.detect.persistence.ItemFindings.Verdict;
import bzh.vigie.collector.detect.sigma.PlainRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Situation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is planted in a real directory, place by place, and under which object and name it has to be told. */
final class DirectoryPlants {
    /** Rights, members, trusts and the like that {@link DirectoryLineTest}'s other scripts do not plant. */
    static final String SCRIPT = """
        set -eu
        D=DC=mairie,DC=example; C=CN=Configuration,$D; S=/var/lib/samba/private/sam.ldb; P="CN=Public Key Services,CN=Services,$C"
        for name in tiers premier orphelin sans-secret libre; do samba-tool user create $name Vigie-2026-$name; done
        samba-tool group addmembers DnsAdmins tiers
        samba-tool group addmembers 'Backup Operators' tiers
        samba-tool group addmembers 'Domain Admins' premier
        samba-tool service-account create --name=gmsa --dns-host-name=gmsa.mairie.example
        samba-tool service-account group-msa-membership add --name='gmsa$' --principal=tiers
        samba-tool ou add OU=Postes
        sid() { samba-tool user show $1 --attributes=objectSid | awk '/^objectSid/{print $2}'; }
        who=$(sid tiers); other=$(sid premier)
        samba-tool dsacl set --objectdn="OU=Postes,$D" \
            --sddl="(OA;CI;WP;5b47d60f-6090-40b2-9f37-2a4de88f3063;bf967a86-0de6-11d0-a285-00aa003049e2;$who)"
        samba-tool dsacl set --objectdn="$P" --sddl="(A;CI;GA;;;$who)"
        cat > /owners.py <<P
        import ldb
        from samba.samdb import SamDB
        from samba.auth import system_session
        from samba.param import LoadParm
        from samba.ndr import ndr_pack, ndr_unpack
        from samba.dcerpc import security
        settings = LoadParm(); settings.load_default()
        settings.set('dsdb:schema update allowed', 'true')
        directory = SamDB(session_info=system_session(), lp=settings)
        def held(dn, attribute):
            return directory.search(dn, ldb.SCOPE_BASE, attrs=[attribute])[0][attribute][0]
        def change(dn, attribute, value, controls):
            message = ldb.Message(ldb.Dn(directory, dn))
            message[attribute] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, attribute)
            directory.modify(message, controls)
        for dn, owner in (('CN=AdminSDHolder,CN=System,$D', '$who'), ('CN=Domain Admins,CN=Users,$D', '$other')):
            descriptor = ndr_unpack(security.descriptor, held(dn, 'nTSecurityDescriptor'))
            descriptor.owner_sid = security.dom_sid(owner)
            change(dn, 'nTSecurityDescriptor', ndr_pack(descriptor), ['sd_flags:1:1'])
        user = 'CN=User,CN=Schema,$C'
        change(user, 'defaultSecurityDescriptor', held(user, 'defaultSecurityDescriptor').decode() + '(A;;GA;;;AU)', [])
        P
        python3 /owners.py
        cat > /rest.ldif <<L
        dn: CN=premier,CN=Users,$D
        changetype: modify
        replace: primaryGroupID
        primaryGroupID: 512
        -

        dn: CN=orphelin,CN=Users,$D
        changetype: modify
        replace: adminCount
        adminCount: 1
        -

        dn: CN=sans-secret,CN=Users,$D
        changetype: modify
        replace: userAccountControl
        userAccountControl: 544
        -

        dn: CN=libre,CN=Users,$D
        changetype: modify
        replace: userAccountControl
        userAccountControl: 524800
        -

        dn: CN=autre.example,CN=System,$D
        changetype: add
        objectClass: trustedDomain
        trustPartner: autre.example
        flatName: AUTRE
        trustDirection: 3
        trustType: 2
        trustAttributes: 0
        securityIdentifier: S-1-5-21-1-2-3

        dn: CN=400.5EA1C1D1,CN=OID,$P
        changetype: add
        objectClass: msPKI-Enterprise-Oid
        displayName: Accueil
        flags: 2
        msPKI-Cert-Template-OID: 1.3.6.1.4.1.311.21.8.1.2.3.1.400
        msDS-OIDToGroupLink: CN=Enterprise Admins,CN=Users,$D

        dn: CN=NTAuthCertificates,$P
        changetype: add
        objectClass: certificationAuthority
        cACertificate:: $(sed '/^-/d' /var/lib/samba/private/tls/ca.pem | tr -d '\\n')
        authorityRevocationList:: AA==
        certificateRevocationList:: AA==
        L
        ldbmodify -H $S --controls=relax:0 --controls=local_oid:1.3.6.1.4.1.7165.4.3.12:0 /rest.ldif
        cat > /old-laps-far.ldif <<L
        dn: CN=PC1,CN=Computers,$D
        changetype: modify
        add: ms-Mcs-AdmPwdExpirationTime
        ms-Mcs-AdmPwdExpirationTime: 9223372036854775807
        -
        L
        ldbmodify -H $S /old-laps-far.ldif
        samba-tool user enable dormant
        samba-tool group addmembers 'Pre-Windows 2000 Compatible Access' S-1-5-7
        samba-tool group addmembers 'Remote Desktop Users' libre
        samba-tool domain passwordsettings set --min-pwd-length=0 --complexity=off
        samba-tool domain passwordsettings pso create Faible 1 --min-pwd-length=0 --store-plaintext=on --complexity=off
        samba-tool domain passwordsettings pso apply Faible premier
        for name in '*' wpad; do
            samba-tool dns add dc1.mairie.example mairie.example "$name" A 192.0.2.66 -U Administrator%Vigie-2026-x
        done
        inconnu=$(sid inconnu)
        samba-tool dsacl set --objectdn="$D" --sddl='(A;;RPLCLORC;;;AN)'
        samba-tool dsacl set --objectdn="CN=inconnu,CN=Users,$D" --sddl="(A;;GA;;;$who)"
        for at in "CN=Partitions,$C" "CN=DisplaySpecifiers,$C" "CN=Directory Service,CN=Windows NT,CN=Services,$C" \
            "CN=SOM,CN=WMIPolicy,CN=System,$D" "CN=autre.example,CN=System,$D" \
            "DC=mairie.example,CN=MicrosoftDNS,DC=DomainDnsZones,$D" "CN=SRV1,CN=Computers,$D" \
            "CN=Master Root Keys,CN=Group Key Distribution Service,CN=Services,$C" \
            "CN=gmsa,CN=Managed Service Accounts,$D"; do
            samba-tool dsacl set --objectdn="$at" --sddl="(A;;GA;;;$who)"
        done
        cat > /more.ldif <<L
        dn: CN=sans-secret,CN=Users,$D
        changetype: modify
        replace: description
        description: Scanner du premier, mdp : Clair-Deux-2
        -

        dn: CN=premier,CN=Users,$D
        changetype: modify
        replace: scriptPath
        scriptPath: \\\\\\\\198.51.100.7\\\\pub\\\\a.bat
        -
        replace: info
        info: mot de passe=Clair-Deux-2
        -

        dn: CN=user-Display,CN=409,CN=DisplaySpecifiers,$C
        changetype: modify
        add: adminContextMenu
        adminContextMenu: 9,Outil,\\\\\\\\198.51.100.7\\\\pub\\\\outil.exe
        -

        dn: CN=SRV1,CN=Computers,$D
        changetype: modify
        replace: dNSHostName
        dNSHostName: srv1.mairie.example
        -

        dn: CN=RODC9,OU=Domain Controllers,$D
        changetype: add
        objectClass: computer
        sAMAccountName: RODC9\\$
        userAccountControl: 83890176
        primaryGroupID: 521
        msDS-RevealOnDemandGroup: CN=Domain Admins,CN=Users,$D
        msDS-NeverRevealGroup: CN=Denied RODC Password Replication Group,CN=Users,$D
        L
        ldbmodify -H $S --controls=relax:0 --controls=local_oid:1.3.6.1.4.1.7165.4.3.12:0 /more.ldif
        cat > /revealed.ldif <<L
        dn: CN=RODC9,OU=Domain Controllers,$D
        changetype: modify
        add: msDS-RevealedUsers
        msDS-RevealedUsers: B:32:00000000000000000000000000000000:CN=premier,CN=Users,$D
        -
        L
        ldbmodify -H $S --controls=relax:0 /revealed.ldif
        policy="/var/lib/samba/sysvol/mairie.example/Policies/{31B2F340-016D-11D2-945F-00C04FB984F9}"
        mkdir -p "$policy/MACHINE/Scripts" "$policy/USER/Documents & Settings"
        printf '[Startup]\\r\\n0CmdLine=\\\\\\\\mairie.example\\\\NETLOGON\\\\debut.bat\\r\\n0Parameters=\\r\\n' \
            > "$policy/MACHINE/Scripts/scripts.ini"
        printf '[FolderStatus]\\r\\nDesktop=11\\r\\n[Desktop]\\r\\ns-1-1-0=\\\\\\\\serveur\\\\bureaux\\r\\n' \
            > "$policy/USER/Documents & Settings/fdeploy.ini"
        """;

    /** One change that is made while the directory is being watched. */
    static final String AN_HOUR_LATER = """
        set -eu
        ldbmodify -H /var/lib/samba/private/sam.ldb <<L
        dn: CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration,DC=mairie,DC=example
        changetype: modify
        replace: dSHeuristics
        dSHeuristics: 0000002
        -
        L
        """;

    private static final String USERS = ",CN=Users,{domain}";
    private static final String COMPUTERS = ",CN=Computers,{domain}";
    private static final String KEYS = "CN=Public Key Services,CN=Services,CN=Configuration,{forest}";
    private static final String FIRST = "{31B2F340-016D-11D2-945F-00C04FB984F9}";

    /**
     * What has to be told.
     *
     * @param source a part of the object's or file's name, from its beginning
     * @param text parts of the item's name or value, one after another, with … for what lies between
     */
    private record Told(String location, String source, String text) {
        private boolean isIn(String told) {
            int at = 0;
            for (String part : text.split("…", -1)) {
                int found = told.indexOf(part, at);
                if (found < 0) {
                    return false;
                }
                at = found + part.length();
            }
            return true;
        }

        boolean isIn(Map<String, String> item) {
            return location.equals(item.get("location"))
                    && item.getOrDefault("source", "").startsWith(source)
                    && isIn(item.getOrDefault("name", "") + " " + item.getOrDefault("value", ""));
        }
    }

    private static final String POLICIES_OF_CONTROLLERS = "{6AC1786C-016F-11D2-945F-00C04FB984F9}";

    private static final List<Told> TOLD = List.of(
            new Told("ad.policy.link", "OU=Domain Controllers,{domain}", POLICIES_OF_CONTROLLERS + " gone"),
            new Told("ad.trust", "CN=autre.example,CN=System,{domain}", "SID filtering is off"),
            new Told("ad.rights.domain", "CN=Partitions,", "tiers (…): full-control"),
            new Told("ad.rights.domain", "CN=DisplaySpecifiers,", "tiers (…): full-control"),
            new Told("ad.rights.domain", "CN=Directory Service,", "tiers (…): full-control"),
            new Told("ad.rights.domain", "CN=SOM,CN=WMIPolicy,", "tiers (…): full-control"),
            new Told("ad.rights.domain", "CN=autre.example,CN=System,", "tiers (…): full-control"),
            new Told(
                    "ad.rights.domain",
                    "DC=mairie.example,CN=MicrosoftDNS,DC=DomainDnsZones,",
                    "tiers (…): full-control"),
            new Told("ad.rights.domain", "CN=Master Root Keys,", "tiers (…): full-control"),
            new Told("ad.rights.domain", "{domain}", "(S-1-5-7): read"),
            new Told("ad.rights.protected", "CN=SRV1" + COMPUTERS, "tiers (…): full-control"),
            new Told("ad.rights.protected", "CN=inconnu" + USERS, "tiers (…): full-control"),
            new Told("ad.rights.protected", "CN=gmsa,CN=Managed", "tiers (…): full-control"),
            new Told("ad.group.privileged", "CN=Pre-Windows 2000 Compatible Access,", "CN=Anonymous Logon,"),
            new Told("ad.group.privileged", "CN=Remote Desktop Users,", "libre (…) in Remote Desktop Users"),
            new Told("ad.group.privileged", "CN=Domain Admins" + USERS, "dormant (…) in Domain Admins"),
            new Told("ad.account.weak", "CN=sans-secret" + USERS, "password-in-text description"),
            new Told("ad.account.weak", "CN=premier" + USERS, "password-in-text notes"),
            new Told("ad.account.weak", "CN=premier" + USERS, "logon-script"),
            new Told("ad.controller", "CN=RODC9,OU=Domain Controllers,", "reveals CN=Domain Admins"),
            new Told("ad.controller", "CN=RODC9,OU=Domain Controllers,", "revealed CN=premier"),
            new Told("ad.settings", "{domain}", "passwords at least 0 characters, of any kind"),
            new Told("ad.settings", "CN=premier" + USERS, "passwords Faible"),
            new Told("ad.settings", "CN=user-Display,", "menu adminContextMenu"),
            new Told("ad.settings", "DC=*,DC=mairie.example,", "stands for each name"),
            new Told("ad.settings", "DC=wpad,DC=mairie.example,", "tells browsers"),
            new Told("ad.rights.domain", "{domain}", "inconnu (…): extended-right DS-Replication-Get-Changes-All"),
            new Told("ad.rights.domain", "CN=AdminSDHolder,CN=System,{domain}", "inconnu (…): full-control"),
            new Told("ad.rights.domain", "CN=AdminSDHolder,CN=System,{domain}", "tiers (…): owner"),
            new Told("ad.rights.protected", "CN=Domain Admins" + USERS, "premier (…): owner"),
            new Told("ad.rights.unit", "OU=Postes,{domain}", "tiers (…): write-property msDS-KeyCredentialLink"),
            new Told("ad.rights.policy", "CN=" + FIRST + ",CN=Policies,CN=System,{domain}", "inconnu (…): write-dacl"),
            new Told("ad.rights.certificate", KEYS, "tiers (…): full-control"),
            new Told("ad.certificate-template", "CN=Accueil,CN=Certificate Templates," + KEYS, "ESC1"),
            new Told("ad.certification-authority", "CN=AUTORITE,CN=Enrollment Services," + KEYS, "offers Accueil"),
            new Told("ad.certification-authority", "CN=NTAuthCertificates," + KEYS, "NTAuth "),
            new Told("ad.issuance-policy", "CN=400.5EA1C1D1,CN=OID," + KEYS, "is in CN=Enterprise Admins"),
            new Told("ad.explicit-mapping", "CN=agent-accueil" + USERS, "X509:<S>CN=agent-accueil"),
            new Told("ad.group.privileged", "CN=Domain Admins" + USERS, "Depannage (…) in Domain Admins"),
            new Told(
                    "ad.group.privileged",
                    "CN=Domain Admins" + USERS,
                    "inconnu (…) in Domain Admins through Depannage"),
            new Told("ad.group.privileged", "CN=Domain Admins" + USERS, "cache (…) in Domain Admins"),
            new Told(
                    "ad.group.privileged",
                    "CN=Domain Admins" + USERS,
                    "CN=secret,CN=Users,{domain} in Domain Admins, which the computer may not read"),
            new Told("ad.group.privileged", "CN=Domain Admins" + USERS, "premier (…) in Domain Admins"),
            new Told("ad.group.privileged", "CN=DnsAdmins" + USERS, "tiers (…) in DnsAdmins"),
            new Told("ad.group.privileged", "CN=Backup Operators,CN=Builtin,{domain}", "tiers (…) in Backup Operators"),
            new Told("ad.group.privileged", "CN=orphelin" + USERS, "adminCount"),
            new Told("ad.key-credential", "CN=Administrator" + USERS, ""),
            new Told("ad.delegation", "CN=SRV1" + COMPUTERS, "unconstrained"),
            new Told("ad.delegation", "CN=libre" + USERS, "unconstrained"),
            new Told("ad.delegation", "CN=service-impression" + USERS, "cifs/dc1.mairie.example"),
            new Told("ad.delegation", "CN=PC1" + COMPUTERS, "SRV1$ ("),
            new Told("ad.account.weak", "CN=agent-accueil" + USERS, "no-preauthentication"),
            new Told("ad.account.weak", "CN=sans-secret" + USERS, "no-password-needed"),
            new Told("ad.account.weak", "CN=service-impression" + USERS, "service HTTP/intranet.mairie.example"),
            new Told("ad.account.weak", "CN=voile" + USERS, "partly unreadable"),
            new Told("ad.delegation", "CN=voile" + USERS, "partly unreadable"),
            new Told("ad.sid-history", "CN=service-impression" + USERS, "-500"),
            new Told(
                    "ad.account.managed",
                    "CN=gmsa,CN=Managed Service Accounts,{domain}",
                    "tiers (…) may read its password"),
            new Told("ad.controller", "CN=SRV9" + COMPUTERS, "with a server object that replicates"),
            new Told("ad.password-age", "CN=krbtgt" + USERS, "old krbtgt"),
            new Told("ad.password-age", "CN=SRV1" + COMPUTERS, "old machine"),
            new Told("ad.password-age", "CN=MSOL_0123456789ab" + USERS, "entra"),
            new Told("ad.laps", "CN=SRV1" + COMPUTERS, "msLAPS-PasswordExpirationTime"),
            new Told("ad.laps", "CN=PC1" + COMPUTERS, "ms-Mcs-AdmPwdExpirationTime"),
            new Told("ad.policy", "CN={", "Imprimantes"),
            new Told("ad.policy.link", "{domain}", "(Imprimantes)"),
            new Told("ad.policy.filter", "CN={5B1F7C52-7E65-4D2B-9F6E-0D4A1B3C2D1E},CN=SOM,", "Portables"),
            new Told("ad.policy.software", "CN={7D3C9A10-2B54-4E8F-A1C6-5E9D8B7F6A50},CN=Packages,", "outil.msi"),
            new Told("ad.sysvol.preference", "SYSVOL\\Policies\\{", "maj.exe"),
            new Told("ad.sysvol.script", "SYSVOL\\Policies\\" + FIRST + "\\MACHINE\\Scripts\\", "debut.bat"),
            new Told("ad.sysvol.template", "SYSVOL\\Policies\\{", "SeDebugPrivilege"),
            new Told("ad.sysvol.registry", "SYSVOL\\Policies\\{", "Shell"),
            new Told("ad.sysvol.redirection", "SYSVOL\\Policies\\" + FIRST + "\\USER\\", "Desktop"),
            new Told("ad.sysvol.file", "SYSVOL\\scripts\\maj.exe", ""),
            new Told("ad.schema", "CN=User,CN=Schema,CN=Configuration,{forest}", "user"),
            new Told("ad.trust", "CN=autre.example,CN=System,{domain}", "direction both"),
            new Told("ad.settings", "{domain}", "999"),
            new Told("ad.settings", "CN=Directory Service,CN=Windows NT,CN=Services,", "dSHeuristics anonymous"));

    /** Samba lets no member read them, before or after something is planted. */
    private static final String UNREADABLE = "ad.audit";

    private DirectoryPlants() {}

    /** Items as {@code events search} gives them. */
    static List<Map<String, String>> items(Path file) throws IOException {
        List<Map<String, String>> items = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            Map<String, String> fields = new TreeMap<>();
            FlatJson.fields(line).forEach((name, values) -> {
                if (name.startsWith("fields.")) {
                    fields.put(name.substring("fields.".length()), values.getFirst());
                }
            });
            items.add(fields);
        }
        return items;
    }

    /** What was planted and is in none of these; prints how many are found. */
    static List<String> missing(List<Map<String, String>> items) {
        List<Map<String, String>> come = items.stream()
                .filter(item -> Set.of("added", "changed").contains(item.getOrDefault("change", "")))
                .toList();
        List<String> missing = TOLD.stream()
                .filter(told -> come.stream().noneMatch(told::isIn))
                .map(Told::toString)
                .toList();
        System.out.println(
                "planted in a real directory: found " + (TOLD.size() - missing.size()) + " of " + TOLD.size());
        return missing;
    }

    /** Places in which something is planted. */
    static Set<String> places() {
        return TOLD.stream().map(Told::location).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Places of a directory of which nothing is planted. */
    static Set<String> untouched() {
        Set<String> all =
                Catalogue.directory().stream().map(Location::id).collect(Collectors.toCollection(TreeSet::new));
        all.removeAll(places());
        all.remove(UNREADABLE);
        return all;
    }

    /** What of the first reading is not as packaged: place, object and name; domain and numbers cut. */
    static Set<String> notStock(List<Map<String, String>> items) {
        return first(items)
                .filter(item -> !item.getOrDefault("shipped", "").equals("as-packaged"))
                .map(item -> item.get("location") + " | " + item.get("source") + " | "
                        + item.getOrDefault("name", "").replaceAll("S-1-5-21-[0-9]+-[0-9]+-[0-9]+-", "…-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Map<String, String>> first(List<Map<String, String>> items) {
        return items.stream().filter(item -> item.getOrDefault("change", "").equals("present"));
    }

    /** What of the first reading would be graver than low if it came later: the rule that says so, place and object. */
    static Set<String> graveIfAdded(List<Map<String, String>> items) throws IOException {
        RuleSet shipped = ShippedRules.load();
        PlainRules rules = new PlainRules(shipped.rules());
        ItemFindings findings = new ItemFindings(new Cards(shipped.cards()));
        Set<String> grave = new TreeSet<>();
        for (Map<String, String> item : first(items).toList()) {
            Map<String, List<String>> fields = new TreeMap<>();
            item.forEach((name, value) -> fields.put(name, List.of(value)));
            fields.put("change", List.of("added"));
            SigmaRecord record = FlatJson.record(fields);
            findings.verdict(record, rules.judge(record), Situation.CALM, Optional.empty())
                    .filter(verdict -> verdict.severity().compareTo(Severity.LOW) > 0)
                    .map(Verdict::rule)
                    .ifPresent(rule -> grave.add(rule + " | " + item.get("location") + " | " + item.get("source")));
        }
        return grave;
    }
}
