package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The firewall in force against its registry. Rules are made up after those of a Windows 10 and [MS-FASP] 2.2.36. */
final class ListedFirewallTest {
    private static final String LOCATION = "windows.hidden.firewall";
    private static final String POLICY =
            "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy";

    private final ToldMachine machine = new ToldMachine().registry("[" + POLICY + "]");
    private int rules;

    private void value(String key, String rule) {
        rules++;
        machine.registry("[%s]\n\"{%d}\"=\"%s\"".formatted(key, rules, rule.replace("\\", "\\\\")));
    }

    private void value(String rule) {
        value(POLICY + "\\FirewallRules", rule);
    }

    @Test
    void aHealthySystemShowsNoDifference() {
        // names from libraries, variables, names of ports, ranges, all of something
        value("v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=RPC|App=%SystemRoot%\\system32\\svchost.exe"
                + "|Svc=Schedule|Name=@FirewallAPI.dll,-33253|EmbedCtxt=@FirewallAPI.dll,-33252|");
        machine.told(
                "rule|Gestion à distance des tâches planifiées (RPC)|in|allow|on|C:\\Windows\\system32\\svchost.exe"
                        + "|schedule|6|RPC");
        value("v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=5353|LPort2_10=6000-6010|App=%SystemRoot%"
                + "\\system32\\svchost.exe|Svc=dnscache|Name=@%systemroot%\\system32\\firewallapi.dll,-37303|");
        machine.told("rule|mDNS (UDP-In)|in|allow|on|%SystemRoot%\\System32\\svchost.exe|dnscache|17|6000-6010,5353");
        value("v2.31|Action=Allow|Active=FALSE|Dir=In|Protocol=1|ICMP4=8:*|App=System|Name=@FirewallAPI.dll,-28543|");
        machine.told("rule|Demande d'écho|in|allow|off|System||1|");
        value("v2.31|Action=Allow|Active=TRUE|Dir=Out|App=C:\\Tools\\out.exe|Name=out|");
        machine.told("rule|out|out|allow|on|C:\\Tools\\out.exe||256|");
        // of a package, of a user, on some systems, by Group Policy, of Windows' own services: not told by the service
        value("v2.31|Action=Allow|Active=TRUE|Dir=In|Name=@{Microsoft.People}|AppPkgId=S-1-15-2-1|LUOwn=S-1-5-21|");
        value("v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=80|Name=old|Platform=2:6:0|");
        value(
                "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\FirewallRules",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=8530|Name=WSUS|");
        value(
                POLICY + "\\RestrictedServices\\AppIso\\FirewallRules",
                "v2.31|Action=Allow|Active=TRUE|Dir=In|Name=@{Microsoft.Photos}|AppPkgId=S-1-15-2-2|");
        machine.told("rule|Photos|in|allow|on|||256|");
        // switched off by the registry too, or with no word of it
        machine.registry("[" + POLICY + "\\PublicProfile]\n\"EnableFirewall\"=dword:00000000");
        machine.registry("[" + POLICY + "\\StandardProfile]");
        machine.told("network|PUBLIC|off|block")
                .told("network|PRIVATE|on|block")
                .told("network|DOMAIN|on|block");
        assertEquals(List.of("read"), machine.found(LOCATION));
    }

    @Test
    void aRuleInForceWithoutItsValueIsTold() {
        value("v2.31|Action=Allow|Active=FALSE|Dir=In|Protocol=6|LPort=3389|Name=Bureau|");
        machine.told("rule|Bureau|in|allow|on|||6|3389").told("rule|Tunnel|in|allow|on|C:\\Tools\\t.exe||6|4444");
        assertEquals(
                List.of(
                        "FirewallRules|without value Bureau|in force, switched off in the registry: lets in protocol 6 port"
                                + " 3389|mismatch",
                        "FirewallRules|without value Tunnel|in force, not in the registry: lets in protocol 6 port 4444"
                                + " C:\\Tools\\t.exe|mismatch",
                        "read"),
                machine.found(LOCATION));
    }

    @Test
    void aValueThatIsNotInForceIsTold() {
        value("v2.31|Action=Block|Active=TRUE|Dir=Out|App=C:\\Program Files\\Security\\s.exe|Name=x|");
        assertEquals(
                List.of(
                        "FirewallRules|not in force {1}|in the registry, not in force:"
                                + " v2.31|Action=Block|Active=TRUE|Dir=Out|App=C:\\Program Files\\Security\\s.exe|Name=x||mismatch",
                        "read"),
                machine.found(LOCATION));
    }

    @Test
    void aFirewallThatIsOffWhileTheRegistrySaysOnIsTold() {
        machine.registry("[" + POLICY + "\\StandardProfile]\n\"EnableFirewall\"=dword:00000001");
        machine.registry("[" + POLICY + "\\DomainProfile]\n\"DefaultInboundAction\"=dword:00000001");
        machine.told("network|PRIVATE|off|block").told("network|DOMAIN|on|allow");
        assertEquals(
                List.of(
                        "StandardProfile|off|in force, not so in the registry (EnableFirewall)|mismatch",
                        "DomainProfile|lets everything in|in force, not so in the registry (DefaultInboundAction)|mismatch",
                        "read"),
                machine.found(LOCATION));
    }

    @Test
    void viewsThatHaveLittleInCommonTellNothing() {
        for (int i = 0; i < 20; i++) {
            machine.told("rule|r|in|allow|on|C:\\Tools\\" + i + ".exe||6|1");
        }
        assertEquals(List.of("unreadable system-list-apart|mpssvc|20|20"), machine.found(LOCATION));
    }
}
