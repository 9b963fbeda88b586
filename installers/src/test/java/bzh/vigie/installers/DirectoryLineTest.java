package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.ScriptedCommands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real directory: Samba's controller in a network namespace of this test's making, a collector, and an agent on a machine whose key the
 * directory has. The agent is chosen, reads by Kerberos over signed and sealed LDAP, and what is planted by Samba's own tools is told.
 */
@Timeout(3_600)
@Order(0)
final class DirectoryLineTest {
    private static final List<String> SAMBA =
            List.of("samba-ad-dc", "samba-ad-provision", "samba-dsdb-modules", "ldb-tools", "winbind");

    private static final String CONTROLLER = """
        set -eu
        hostname dc1
        printf '127.0.0.1 localhost\\n192.0.2.1 dc1.mairie.example dc1\\n' > /etc/hosts
        rm -f /etc/samba/smb.conf
        samba-tool domain provision --realm=MAIRIE.EXAMPLE --domain=MAIRIE --server-role=dc --dns-backend=SAMBA_INTERNAL \
            --adminpass=Vigie-2026-x --host-ip=192.0.2.1 --host-name=dc1 > /provision.log 2>&1
        samba-tool computer create PC1
        samba-tool user setpassword 'PC1$' --newpassword=Vigie-2026-pc1
        samba-tool domain exportkeytab /pc1.keytab --principal='PC1$@MAIRIE.EXAMPLE'
        samba-tool user create dormant Vigie-2026-dormant
        samba-tool group addmembers 'Domain Admins' dormant
        samba-tool user disable dormant
        samba-tool dsacl set --sddl='(D;;RC;;;AU)' \
            --objectdn='CN={6AC1786C-016F-11D2-945F-00C04FB984F9},CN=Policies,CN=System,DC=mairie,DC=example'
        mkdir -p /run/samba
        printf 'nameserver 192.0.2.1\\n' > /etc/resolv.conf
        exec samba -i -M single --debug-stdout -d1
        """;

    private static final String PLANTED = """
        set -eu
        D=DC=mairie,DC=example
        for name in agent-accueil service-impression inconnu; do samba-tool user create $name Vigie-2026-$name; done
        samba-tool group add Depannage
        samba-tool group addmembers Depannage inconnu
        samba-tool group addmembers 'Domain Admins' Depannage
        for name in cache secret; do samba-tool user create $name Vigie-2026-$name; samba-tool group addmembers 'Domain Admins' $name; done
        samba-tool dsacl set --objectdn=CN=cache,CN=Users,$D --sddl='(OD;;RP;bf967991-0de6-11d0-a285-00aa003049e2;;WD)'
        samba-tool dsacl set --objectdn=CN=secret,CN=Users,$D --sddl='(D;;GR;;;WD)'
        samba-tool user create voile Vigie-2026-voile
        samba-tool dsacl set --objectdn=CN=voile,CN=Users,$D --sddl='(OD;;RP;bf967a68-0de6-11d0-a285-00aa003049e2;;WD)'
        samba-tool spn add HTTP/intranet.mairie.example service-impression
        samba-tool delegation add-service service-impression cifs/dc1.mairie.example
        samba-tool computer create SRV1
        samba-tool delegation for-any-service 'SRV1$' on
        samba-tool delegation add-principal 'PC1$' 'SRV1$'
        who=$(samba-tool user show inconnu --attributes=objectSid | awk '/^objectSid/{print $2}')
        samba-tool dsacl set --objectdn=$D --sddl="(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;$who)"
        samba-tool dsacl set --objectdn="CN=AdminSDHolder,CN=System,$D" --sddl="(A;;GA;;;$who)"
        samba-tool dsacl set --objectdn="CN=Computers,$D" --sddl='(D;;RC;;;AU)'
        samba-tool dsacl set --objectdn="CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System,$D" --sddl="(A;;WPWD;;;$who)"
        cat > /planted.ldif <<L
        dn: CN=agent-accueil,CN=Users,$D
        changetype: modify
        replace: userAccountControl
        userAccountControl: 4194848
        -

        dn: $D
        changetype: modify
        replace: ms-DS-MachineAccountQuota
        ms-DS-MachineAccountQuota: 999
        -

        dn: CN=Administrator,CN=Users,$D
        changetype: modify
        add: msDS-KeyCredentialLink
        msDS-KeyCredentialLink: KEY
        -
        L
        key=$(printf '0002000020000101%062d1000035253413100000000000000000000000001000401' 0)
        sed -i "s/KEY/B:${#key}:$key:CN=Administrator,CN=Users,$D/" /planted.ldif
        ldbmodify -H /var/lib/samba/private/sam.ldb /planted.ldif
        P="CN=Public Key Services,CN=Services,CN=Configuration,$D"
        cat > /certificates.ldif <<L
        dn: CN=Accueil,CN=Certificate Templates,$P
        changetype: add
        objectClass: pKICertificateTemplate
        msPKI-Template-Schema-Version: 2
        msPKI-Certificate-Name-Flag: 1
        pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.2
        nTSecurityDescriptor: O:DAG:DAD:(A;;LCRPLORC;;;AU)(OA;;CR;0e10c968-78fb-11d2-90d4-00c04f79dc55;;DU)

        dn: CN=AUTORITE,CN=Enrollment Services,$P
        changetype: add
        objectClass: pKIEnrollmentService
        dNSHostName: srv1.mairie.example
        certificateTemplates: Accueil

        dn: CN=agent-accueil,CN=Users,$D
        changetype: modify
        add: altSecurityIdentities
        altSecurityIdentities: X509:<S>CN=agent-accueil
        -
        L
        ldbmodify -H /var/lib/samba/private/sam.ldb /certificates.ldif
        cat > /history.py <<P
        import ldb
        from samba.samdb import SamDB
        from samba.auth import system_session
        from samba.param import LoadParm
        from samba.ndr import ndr_pack
        from samba.dcerpc import security
        settings = LoadParm(); settings.load_default()
        directory = SamDB(session_info=system_session(), lp=settings)
        change = ldb.Message(ldb.Dn(directory, 'CN=service-impression,CN=Users,DC=mairie,DC=example'))
        who = ndr_pack(security.dom_sid(str(directory.get_domain_sid()) + '-500'))
        change['sIDHistory'] = ldb.MessageElement(who, ldb.FLAG_MOD_REPLACE, 'sIDHistory')
        directory.modify(change, ['local_oid:1.3.6.1.4.1.7165.4.3.12:0', 'local_oid:1.3.6.1.4.1.7165.4.3.19:0'])
        P
        python3 /history.py
        as='-U Administrator%Vigie-2026-x'
        policy=$(samba-tool gpo create Imprimantes $as | grep -o '{[^}]*}')
        samba-tool gpo setlink $D "$policy" $as
        shared=/var/lib/samba/sysvol/mairie.example; machine=$shared/Policies/$policy/MACHINE
        mkdir -p $machine/Preferences/ScheduledTasks "$machine/Microsoft/Windows NT/SecEdit"
        cat > $machine/Preferences/ScheduledTasks/ScheduledTasks.xml <<'X'
        <?xml version="1.0" encoding="utf-8"?>
        <ScheduledTasks><ImmediateTaskV2 name="Maj"><Properties action="C" name="Maj" runAs="NT AUTHORITY\\System"><Task version="1.3">
        <Actions Context="Author"><Exec><Command>\\\\mairie.example\\NETLOGON\\maj.exe</Command></Exec></Actions></Task></Properties>
        </ImmediateTaskV2></ScheduledTasks>
        X
        mkdir -p $machine/Preferences/Registry
        cat > $machine/Preferences/Registry/Registry.xml <<'X'
        <?xml version="1.0" encoding="utf-8"?>
        <RegistrySettings><Registry name="DefaultPassword"><Properties action="U" hive="HKEY_LOCAL_MACHINE"
        key="SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon" name="DefaultPassword" type="REG_SZ" value="Clair-Deux-2"/></Registry>
        <Registry name="maj"><Properties action="C" hive="HKEY_LOCAL_MACHINE" key="SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run"
        name="maj" type="REG_SZ" value="\\\\mairie.example\\NETLOGON\\maj.exe"/></Registry></RegistrySettings>
        X
        printf '[Unicode]\\r\\nUnicode=yes\\r\\n[Privilege Rights]\\r\\nSeDebugPrivilege = *%s\\r\\n' "$who" \
            > "$machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf"
        cat > /values.py <<'P'
        import sys
        text = lambda written: written.encode('utf-16-le')
        with open(sys.argv[1], 'wb') as out:
            out.write(b'PReg' + bytes([1, 0, 0, 0]))
            for name, value in (('Shell', 'explorer.exe, maj.exe'), ('DefaultPassword', 'Clair-Deux-2')):
                data = text(value + '\\0')
                out.write(text('[Software\\\\Microsoft\\\\Windows NT\\\\CurrentVersion\\\\Winlogon\\0;' + name + '\\0;')
                    + bytes([1, 0, 0, 0]) + text(';') + len(data).to_bytes(4, 'little') + text(';') + data + text(']'))
        P
        python3 /values.py $machine/Registry.pol
        nested="CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Copies,CN=Policies,CN=System,$D"
        cat > /nested.ldif <<L
        dn: CN=Copies,CN=Policies,CN=System,$D
        changetype: add
        objectClass: container

        dn: $nested
        changetype: add
        objectClass: groupPolicyContainer
        displayName: Default Domain Policy
        versionNumber: 1
        flags: 0
        gPCFileSysPath: //mairie.example/sysvol/mairie.example/Policies/{31B2F340-016D-11D2-945F-00C04FB984F9}

        dn: OU=Domain Controllers,$D
        changetype: modify
        replace: gPLink
        gPLink: [LDAP://$nested;0]
        -
        L
        ldbmodify -H /var/lib/samba/private/sam.ldb /nested.ldif
        printf MZ > $shared/scripts/maj.exe
        ln -s /etc/passwd $shared/scripts/passwd.bat
        """;

    /** Keys, controllers and passwords that are not what they should be, and what policies hand out by the directory alone. */
    private static final String PLANTED_KEYS = """
        set -eu
        D=DC=mairie,DC=example; C=CN=Configuration,$D; S=/var/lib/samba/private/sam.ldb
        samba-tool user setpassword 'SRV1$' --newpassword=Vigie-2026-srv1
        samba-tool computer show SRV1 -H ldap://dc1.mairie.example -U 'SRV1$%Vigie-2026-srv1' > /dev/null
        samba-tool user create MSOL_0123456789ab Vigie-2026-x
        samba-tool computer create SRV9
        samba-tool user enable 'SRV9$'
        samba-tool spn add GC/srv9.mairie.example/mairie.example 'SRV9$'
        samba-tool user create maquille Vigie-2026-maquille
        samba-tool group addmembers 'Domain Admins' maquille
        old=$(( ( $(date +%s) - 200 * 86400 + 11644473600 ) * 10000000 ))
        young=$(( ( $(date +%s) + 7200 + 11644473600 ) * 10000000 ))
        cat > /old.ldif <<L
        dn: CN=SRV1,CN=Computers,$D
        changetype: modify
        replace: operatingSystem
        operatingSystem: Windows Server 2016 Standard
        -
        replace: pwdLastSet
        pwdLastSet: $old
        -

        dn: CN=krbtgt,CN=Users,$D
        changetype: modify
        replace: pwdLastSet
        pwdLastSet: $old
        -

        dn: CN=maquille,CN=Users,$D
        changetype: modify
        replace: pwdLastSet
        pwdLastSet: $young
        -
        L
        ldbmodify -H $S --controls=local_oid:1.3.6.1.4.1.7165.4.3.12:0 /old.ldif
        site="CN=Servers,CN=Default-First-Site-Name,CN=Sites,$C"
        cat > /pretended.ldif <<L
        dn: CN=SRV9,$site
        changetype: add
        objectClass: server
        serverReference: CN=SRV9,CN=Computers,$D

        dn: CN=NTDS Settings,CN=SRV9,$site
        changetype: add
        objectClass: nTDSDSA
        dMDLocation: CN=Schema,$C
        options: 1
        systemFlags: 33554432
        msDS-Behavior-Version: 4
        L
        ldbmodify -H $S --controls=relax:0 /pretended.ldif
        cat > /laps.ldif <<L
        dn: CN=ms-LAPS-PasswordExpirationTime,CN=Schema,$C
        changetype: add
        objectClass: attributeSchema
        lDAPDisplayName: msLAPS-PasswordExpirationTime
        attributeID: 1.2.840.113556.1.6.44.1.1
        attributeSyntax: 2.5.5.16
        oMSyntax: 65
        isSingleValued: TRUE
        searchFlags: 0
        L
        cat > /laps-of-computers.ldif <<L
        dn: CN=Computer,CN=Schema,$C
        changetype: modify
        add: mayContain
        mayContain: msLAPS-PasswordExpirationTime
        -
        L
        cat > /laps-far.ldif <<L
        dn: CN=SRV1,CN=Computers,$D
        changetype: modify
        add: msLAPS-PasswordExpirationTime
        msLAPS-PasswordExpirationTime: 9223372036854775807
        -
        L
        for step in laps laps-of-computers laps-far; do
            ldbmodify -H $S --option='dsdb:schema update allowed=true' /$step.ldif
        done
        store="CN=Class Store,CN=Machine,CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System,$D"
        cat > /handed-out.ldif <<L
        dn: CN={5B1F7C52-7E65-4D2B-9F6E-0D4A1B3C2D1E},CN=SOM,CN=WMIPolicy,CN=System,$D
        changetype: add
        objectClass: msWMI-Som
        msWMI-ID: {5B1F7C52-7E65-4D2B-9F6E-0D4A1B3C2D1E}
        msWMI-Name: Portables
        msWMI-Parm2: 1;3;10;37;WQL;root\\CIMv2;select * from Win32_Battery;
        msWMI-Author: Administrator@MAIRIE.EXAMPLE
        msWMI-CreationDate: 20261101000000.000000-000
        msWMI-ChangeDate: 20261101000000.000000-000

        dn: $store
        changetype: add
        objectClass: classStore

        dn: CN=Packages,$store
        changetype: add
        objectClass: classStore

        dn: CN={7D3C9A10-2B54-4E8F-A1C6-5E9D8B7F6A50},CN=Packages,$store
        changetype: add
        objectClass: packageRegistration
        packageName: Outil
        msiFileList: 0:\\\\mairie.example\\NETLOGON\\outil.msi
        msiScriptName: A

        dn: CN={6AC1786C-016F-11D2-945F-00C04FB984F9},CN=Policies,CN=System,$D
        changetype: modify
        replace: flags
        flags: 3
        L
        ldbmodify -H $S /handed-out.ldif
        for name in ancien renouvele rajeuni rajeuni-change; do
            samba-tool user create $name Vigie-2026-$name
            samba-tool group addmembers 'Domain Admins' $name
        done
        """;

    private static final String RENEWED = """
        set -eu
        for name in rajeuni rajeuni-change; do for date in 0 -1; do
            printf '%s\n' "dn: CN=$name,CN=Users,DC=mairie,DC=example" 'changetype: modify' 'replace: pwdLastSet' "pwdLastSet: $date" - |
                ldbmodify -H /var/lib/samba/private/sam.ldb
        done; done
        samba-tool user setpassword krbtgt --newpassword=Vigie-2026-krbtgt-1
        samba-tool user setpassword renouvele --newpassword=Vigie-2026-encore
        """;

    private static final String RENEWED_AGAIN = """
        set -eu
        samba-tool user setpassword krbtgt --newpassword=Vigie-2026-krbtgt-2
        samba-tool user setpassword rajeuni-change --newpassword=Vigie-2026-change
        samba-tool user create revenant Vigie-2026-revenant
        samba-tool group addmembers 'Domain Admins' revenant
        """;

    private static final String LINE = """
        set -eu
        cd "$1"; home=$2; java=$home/bin/java; path=$3; root=$4
        exec=
        agent() { in_small_root small "$java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$path" bzh.vigie.agent.Main "$@" --state /var/lib/vigie; }
        . ./functions
        wait_for() { tries=120; until "$@"; do tries=$((tries - 1)); [ $tries -gt 0 ]; sleep 3; done; }
        within() { mount -t proc proc "$root/proc"; chroot "$root" /usr/bin/env -i HOME=/root LANG=C.UTF-8 \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin bash "$1"; umount "$root/proc"; }
        hostname pc1
        ip link set lo up
        ip addr add 192.0.2.1/24 dev lo
        unshare -u -p -f --kill-child bash -c 'mount -t proc proc "$0/proc"; exec chroot "$0" bash /controller' "$root" > samba.log 2>&1 & dc=$!
        first= second= third=
        trap 'kill $third $first $commands; kill -9 $dc $second; wait' EXIT
        collector init --name localhost:7443 --listen 127.0.0.1:7443 --admin test --console none
        collector run 2> collector.log & first=$!
        serves() { python3 -c 'import socket; socket.create_connection(("192.0.2.1", 389), 1)' 2> /dev/null && [ -s "$root/pc1.keytab" ]; }
        wait_for serves
        small_root small "$home"
        show_in small "$root/var/lib/samba/sysvol" $(echo "$path" | tr : ' ')
        echo 'nameserver 192.0.2.1' > small/etc/resolv.conf
        mkdir small/etc/samba
        cp "$root/pc1.keytab" small/etc/krb5.keytab
        printf '[sysvol]\\n\\tpath = %s/var/lib/samba/sysvol\\n' "$root" > small/etc/samba/smb.conf
        token=$(collector token create --commune 29019 | grep -o 'vigie1[.][^ ]*')
        wait_for agent enrol --token "$token"
        : a reading ends with a word of its state, which the collector keeps after all that was read
        readings() { collector events search 'kind:source-state sensor:directory.ldap' --format jsonl --limit 5000 |
            grep -cE 'directory-(live|part)' || true; }
        over() { [ "$(readings)" -gt "$readings" ]; }
        start() { readings=$(readings); (exec=exec; agent run 2>> "$1") & second=$!; }
        start agent.log
        read_all() { collector events search 'location:ad.settings status:read' --format jsonl 2> /dev/null | grep -q ad.settings; }
        wait_for read_all
        wait_for over
        mkfifo asks
        (exec=exec; in_small_root small "$java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$path" \
            bzh.vigie.agent.persistence.ChangesOfDirectory /var/lib/hourly < asks >> hour 2> hour.log) & third=$!
        exec 3> asks
        collector alerts list --format jsonl --limit 5000 > before
        collector events search status:partial --format jsonl --limit 5000 > partial
        end_in_small_root small $second
        has_read() { [ "$(sed -n "/^$1/,\\$p" hour | grep -c '^STATE.*dc1')" -gt 0 ]; }
        wait_for has_read STATE
        within /an-hour-later
        echo HOUR >> hour
        echo >&3
        wait_for has_read HOUR
        exec 3>&-
        wait $third
        within /ordinary
        start agent1.log
        told() { collector alerts list --format jsonl --limit 5000 | grep -q "vigie-directory-$1"; }
        wait_for told switched-open
        wait_for over
        collector alerts list --format jsonl --limit 5000 > ordinary
        end_in_small_root small $second
        within /planted
        within /planted-keys
        within /planted-rest
        start agent2.log
        wait_for told machines-by-anybody
        wait_for over
        collector alerts list --format jsonl --limit 5000 > after
        collector events search 'kind:item sensor:directory.ldap' --format jsonl --limit 20000 > items
        collector incident open 'Nuit du 12' --commune 29019 --reason r --author test --format jsonl > incident
        number=$(grep -o '20[0-9][0-9]-[0-9]*' incident | head -1)
        : the machine was set up anew during the eviction, and got its agent then
        collector incident eviction "$number" --start "$(date -u -d yesterday +%Y-%m-%dT%H:%M:%SZ)" --end now --reason r --author test
        reader=$(grep -o '"host":"[^"]*"' after | head -1 | cut -d'"' -f4)
        collector incident attest "$number" rebuilt yes --host "$reader" --proof p --reason r --author test
        again() { end_in_small_root small $second; within "$1"; start agent2.log; }
        shows() { collector incident domains "$number" --lang fr > "$1" && grep -q "krbtgt : changé $2" "$1"; }
        again /renewed
        wait_for shows once "une fois"
        again /renewed-again
        wait_for shows twice "deux fois"
        taken() { collector alerts list --format jsonl --limit 5000 | grep revenant > evicted; }
        wait_for taken
        collector incident conclude "$number" --format jsonl > concluded
        collector hosts seen --commune 29019 --format jsonl > seen
        : and where the attack came first: another collector, to which this machine is new
        end_in_small_root small $second
        kill $first; wait $first || true
        mv collector collector.first; mv collector.passphrase collector.first.passphrase
        mv small/var/lib/vigie agent.first
        collector init --name localhost:7443 --listen 127.0.0.1:7443 --admin test --console none
        collector run 2>> collector.log & first=$!
        token=$(collector token create --commune 29019 | grep -o 'vigie1[.][^ ]*')
        wait_for agent enrol --token "$token"
        start agent3.log
        wait_for over
        wait_for told switched-open
        collector alerts list --format jsonl --limit 5000 > enrolled
        collector incident open 'Nuit du 12' --commune 29019 --reason r --author test --format jsonl > incident
        number=$(grep -o '20[0-9][0-9]-[0-9]*' incident | head -1)
        collector incident eviction "$number" --start "$(date -u -d yesterday +%Y-%m-%dT%H:%M:%SZ)" --end now --reason r --author test
        collector incident review list "$number" --lang fr > review
        """;

    /** What a domain of Samba has from the beginning that is not stock of a Windows, and what this test's controller was given. */
    private static final String FRESH = """
        ad.audit | CN=Configuration,{forest} | not known
        ad.audit | CN=Schema,CN=Configuration,{forest} | not known
        ad.audit | {domain} | not known
        ad.group.privileged | CN=Administrators,CN=Builtin,{domain} | …-1104
        ad.group.privileged | CN=Domain Admins,CN=Users,{domain} | …-1104
        ad.password-age | CN=Administrator,CN=Users,{domain} | administrator
        ad.password-age | CN=krbtgt,CN=Users,{domain} | krbtgt
        ad.policy | CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System,{domain} | {31B2F340-016D-11D2-945F-00C04FB984F9}
        ad.policy | CN={6AC1786C-016F-11D2-945F-00C04FB984F9},CN=Policies,CN=System,{domain} | {6AC1786C-016F-11D2-945F-00C04FB984F9}
        ad.rights.policy | CN={6AC1786C-016F-11D2-945F-00C04FB984F9},CN=Policies,CN=System,{domain} | unreadable
        ad.schema | CN=Domain-DNS,CN=Schema,CN=Configuration,{forest} | domainDNS
        ad.sysvol.file | SYSVOL\\Policies\\{31B2F340-016D-11D2-945F-00C04FB984F9}\\GPT.INI | GPT.INI
        ad.sysvol.file | SYSVOL\\Policies\\{6AC1786C-016F-11D2-945F-00C04FB984F9}\\GPT.INI | GPT.INI
        """;

    @Test
    void whatIsPlantedInARealDirectoryIsTold(@TempDir Path folder) throws Exception {
        assumeTrue(
                Commands.works("unshare", "-n", "-m", "-u", "ip", "link", "set", "lo", "up"),
                "skipped: namespaces need root: not tested here");
        try (DebianRoot root = DebianRoot.open().with(SAMBA)) {
            Files.writeString(root.path().resolve("controller"), CONTROLLER);
            Files.writeString(root.path().resolve("ordinary"), DirectoryOrdinary.SCRIPT);
            Files.writeString(root.path().resolve("planted"), PLANTED);
            Files.writeString(root.path().resolve("planted-keys"), PLANTED_KEYS);
            Files.writeString(root.path().resolve("planted-rest"), DirectoryPlants.SCRIPT);
            Files.writeString(root.path().resolve("an-hour-later"), DirectoryPlants.AN_HOUR_LATER);
            Files.writeString(root.path().resolve("renewed"), RENEWED);
            Files.writeString(root.path().resolve("renewed-again"), RENEWED_AGAIN);
            Files.writeString(folder.resolve("functions"), ScriptedCommands.FUNCTION + SmallSystem.FUNCTIONS);
            Path script = Files.writeString(folder.resolve("script"), LINE);
            Commands.run(List.of(
                            "unshare",
                            "-n",
                            "-m",
                            "-u",
                            "bash",
                            script.toString(),
                            folder.toString(),
                            System.getProperty("java.home"),
                            System.getProperty("java.class.path"),
                            root.path().toString()))
                    .orFail("the line");
        }
        String before = Files.readString(folder.resolve("before"));
        assertFalse(before.contains("\"location\":\"ad."), "a fresh domain gives nothing to look at: " + before);
        assertEquals(
                List.of("ad.rights.policy"),
                Files.readAllLines(folder.resolve("partial")).stream()
                        .filter(line -> line.contains("\"location\":\"ad."))
                        .map(line -> line.replaceAll("^.*\"location\":\"(ad[^\"]*)\".*$", "$1"))
                        .toList(),
                "what a domain denies its members by itself makes no place partial, what this test denies does");
        DirectoryOrdinary.check(
                DirectoryOrdinary.without(Files.readString(folder.resolve("ordinary")), folder.resolve("before"))
                        .lines()
                        .filter(line -> !line.contains("\"vigie-directory-switched-open\""))
                        // what the machine itself is told of, other tests on it do
                        .filter(line -> line.contains("\"vigie-directory-") || line.contains("\"location\":\"ad."))
                        .toList());
        String after = DirectoryOrdinary.without(Files.readString(folder.resolve("after")), folder.resolve("ordinary"));
        for (String place : DirectoryPlants.places()) {
            assertTrue(
                    after.contains("\"" + place + "\"") || after.contains(place + "\\t"),
                    place + " raises no alert: " + after);
        }
        assertTrue(after.contains("SYSVOL\\\\scripts\\\\maj.exe"), after);
        assertFalse(
                (after + Files.readString(folder.resolve("items"))).contains("Clair-Deux-2"),
                "a password that a policy hands out, or an account has besides, goes nowhere");
        assertFalse(after.contains("passwd.bat"), "a link out of what is shared was followed: " + after);
        for (String rule : List.of(
                "directory-object-hidden",
                "directory-taken",
                "directory-administrator-new",
                "directory-leader-key",
                "directory-leader-identity",
                "directory-account-opened",
                "directory-delegated",
                "directory-policy-linked",
                "directory-policy-nested",
                "directory-policy-value",
                "directory-policy-at-once",
                "directory-policy-right",
                "directory-shared-program",
                "directory-template-name",
                "directory-authority-new",
                "directory-mapping-weak",
                "directory-controller-pretended",
                "directory-entra-account",
                "directory-tickets-renewed",
                "directory-laps-far",
                "directory-machine-not-renewed",
                "directory-password-date",
                "directory-policy-runs")) {
            // One act is one alert: that of its gravest rule, in which the others stand.
            assertTrue(after.contains("vigie-" + rule), rule + " is not raised: " + after);
            assertFalse(before.contains("\"vigie-" + rule + "\""), rule + " in a fresh domain: " + before);
        }
        assertTrue(line(after, "\"vigie-directory-default-policy-off\"").contains("\"severity\":\"high\""), after);
        atEnrolment(Files.readString(folder.resolve("enrolled")), Files.readString(folder.resolve("review")));
        items(folder);
        anHourLater(Files.readString(folder.resolve("hour")));
        accounts(folder);
        assertEquals(
                "",
                Files.readString(folder.resolve("agent2.log"))
                        .lines()
                        .filter(line -> line.contains("SEVERE"))
                        .reduce("", String::concat));
    }

    /** What is planted is told where it is; what a fresh domain has is known, and would not be grave if it came. */
    private static void items(Path folder) throws Exception {
        List<Map<String, String>> items = DirectoryPlants.items(folder.resolve("items"));
        assertEquals(Set.of(), DirectoryPlants.untouched());
        assertEquals(List.of(), DirectoryPlants.missing(items));
        assertEquals(FRESH, String.join("\n", DirectoryPlants.notStock(items)) + "\n");
        assertEquals(
                Set.of(
                        "vigie-directory-controller-added | ad.controller | CN=DC1,OU=Domain Controllers,{domain}",
                        "vigie-directory-object-hidden | ad.rights.policy |"
                                + " CN={6AC1786C-016F-11D2-945F-00C04FB984F9},CN=Policies,CN=System,{domain}"),
                DirectoryPlants.graveIfAdded(items),
                "but for a controller, and what this test has hidden");
    }

    /** Places of which a domain may have something without anything being wrong: a first reading leaves them to the review. */
    private static final Set<String> ORDINARY =
            Set.of("ad.account.managed", "ad.policy.filter", "ad.sysvol.redirection");

    /** Where the attack came first, the first reading tells each other place of it, and the review begins with the gravest. */
    private static void atEnrolment(String enrolled, String review) {
        Set<String> places = new TreeSet<>(DirectoryPlants.places());
        places.removeAll(ORDINARY);
        for (String place : places) {
            assertTrue(
                    enrolled.contains("\"" + place + "\"") || enrolled.contains(place + "\\t"),
                    place + " raises no alert at enrolment: " + enrolled);
        }
        String high = review.lines()
                .limit(100)
                .filter(line -> line.contains("  élevée  "))
                .collect(Collectors.joining("\n"));
        for (String object : List.of(
                "ad.policy.link  OU Domain Controllers",
                "ad.group.privileged  inconnu",
                "ad.group.privileged  Depannage",
                "ad.key-credential  Administrator",
                "ad.sid-history  service-impression",
                "ad.delegation  SRV1",
                "ad.schema  User",
                "ad.trust  autre.example",
                "ad.sysvol.template  GptTmpl.inf")) {
            assertTrue(high.contains(object), object + " is not among the gravest of the review: " + review);
        }
    }

    /** A change is told by what changed since the last reading, without all being read again. */
    private static void anHourLater(String hour) {
        String later = hour.substring(hour.indexOf("HOUR\n"));
        assertTrue(later.contains("ADDED\tad.settings\tCN=Directory Service,"), hour);
        assertTrue(later.contains("READ\tad.settings\tREAD"), hour);
        for (String place : List.of("ad.schema", "ad.trust", "ad.policy", "ad.sysvol.file", "ad.rights.certificate")) {
            assertTrue(hour.contains("READ\t" + place + "\tREAD"), place + " was read at first: " + hour);
            assertFalse(later.contains("READ\t" + place + "\t"), place + " was read again: " + later);
        }
    }

    /** What an incident shows of the domain's accounts, from the controller to the conclusion. */
    private static void accounts(Path folder) throws Exception {
        String once = Files.readString(folder.resolve("once"));
        assertTrue(once.contains("krbtgt : changé une fois depuis l'éviction"), once);
        assertFalse(once.contains("revenant"), once);
        assertTrue(line(once, "rajeuni-change").contains("MOT DE PASSE ANCIEN"), once);
        String domains = Files.readString(folder.resolve("twice"));
        assertTrue(line(domains, "rajeuni").contains("MOT DE PASSE ANCIEN"), "its date was renewed alone: " + domains);
        assertTrue(line(domains, "maquille").contains("MOT DE PASSE ANCIEN"), domains);
        assertFalse(domains.contains("rajeuni-change"), "its password is of after: " + domains);
        assertTrue(domains.contains("krbtgt : changé deux fois depuis l'éviction"), domains);
        assertTrue(line(domains, "ancien").contains("dirige le domaine"), domains);
        assertTrue(line(domains, "ancien").contains("MOT DE PASSE ANCIEN"), domains);
        assertFalse(domains.contains("renouvele"), "its password is of after: " + domains);
        assertTrue(line(domains, "revenant").contains("CRÉÉ DEPUIS L'ÉVICTION"), domains);
        assertTrue(line(domains, "revenant").contains("dirige le domaine"), domains);
        String seen = Files.readString(folder.resolve("seen"));
        assertTrue(line(seen, "name:srv1").contains("\"origins\":[\"domain-client\"]"), seen);
        assertFalse(seen.contains("name:pc1"), "it has an agent: " + seen);
        assertFalse(seen.contains("name:srv9"), "it never logged on: " + seen);
        String concluded = Files.readString(folder.resolve("concluded"));
        assertFalse(criterion(concluded, "directory-read").contains("touched"), concluded);
        assertTrue(criterion(concluded, "krbtgt-seen-reset").contains("\"state\":\"met\""), concluded);
        String privileged = criterion(concluded, "privileged-renewed");
        assertTrue(privileged.contains("mairie.example\\\\ancien  set-before"), concluded);
        assertTrue(privileged.contains("mairie.example\\\\rajeuni  set-before"), concluded);
        assertFalse(privileged.contains("rajeuni-change"), concluded);
        assertFalse(privileged.contains("dates-unchecked"), concluded);
        assertFalse(privileged.contains("renouvele"), concluded);
        assertFalse(privileged.contains("revenant"), concluded);
        assertTrue(criterion(concluded, "no-unwatched-machine").contains("name:srv1"), concluded);
        String back = line(Files.readString(folder.resolve("evicted")), "in Domain Admins");
        assertTrue(back.contains("\"severity\":\"high\""), back);
        String alert = back.replaceFirst(".*?\"id\":\"([0-9a-f]{64})\".*", "$1");
        assertTrue(criterion(concluded, "findings-decided").contains(alert), concluded);
    }

    private static String criterion(String concluded, String kind) {
        return line(concluded, "\"criterion\":\"" + kind + "\"");
    }

    private static String line(String text, String part) {
        return text.lines()
                .filter(line -> line.contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line has " + part + ": " + text));
    }
}
