package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.keys;
import static bzh.vigie.agent.persistence.catalogue.Location.userKeys;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.CONTROL;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.NT;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.SERVICES;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.VERSION;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.both;
import static bzh.vigie.agent.persistence.catalogue.WindowsPlaces.own;

import bzh.vigie.agent.persistence.format.registry.CertificateSettings;
import bzh.vigie.agent.persistence.format.registry.Certificates;
import bzh.vigie.agent.persistence.format.registry.Values;
import bzh.vigie.agent.persistence.format.registry.Values.Names;
import bzh.vigie.agent.persistence.format.registry.WeakSettings;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Map;

/** Who Windows asks at logon, and what weakens its answer. */
final class WindowsSecurityPlaces {
    /**
     * What of the logon authority lets in, or asks for less, where it is set so. {@code DsrmAdminLogonBehavior}: the account of a
     * controller's restore mode logs on while its directory is stopped (1), or always (2).
     */
    private static final Map<String, String> AUTHORITY = Map.ofEntries(
            Map.entry("DsrmAdminLogonBehavior", "!0"),
            Map.entry("DisableRestrictedAdmin", "0"),
            Map.entry("LimitBlankPasswordUse", "0"),
            Map.entry("RunAsPPL", "0"),
            Map.entry("RunAsPPLBoot", "0"),
            Map.entry("EveryoneIncludesAnonymous", "1"),
            Map.entry("RestrictAnonymous", ""),
            Map.entry("RestrictAnonymousSAM", "0"),
            Map.entry("LmCompatibilityLevel", "0 1 2"),
            Map.entry("NoLMHash", "0"),
            Map.entry("DisableDomainCreds", ""),
            Map.entry("ForceGuest", "1"),
            Map.entry("LsaCfgFlags", "0"));

    private WindowsSecurityPlaces() {}

    /** Whether with that setting the machine changes its password in the domain every 90 days at least. */
    private static boolean isRenewed(String name, String value) {
        return name.equalsIgnoreCase("MaximumPasswordAge") ? value.matches("[1-9]|[1-8]\\d|90") : value.equals("0");
    }

    static List<Location> locations() {
        return List.of(
                keys(
                        "windows.lsa.package",
                        "T1547.002 T1547.005",
                        Values.named(Names.LIBRARY, "Authentication Packages", "Security Packages")
                                .by(
                                        "msv1_0",
                                        // Windows' component Microsoft-OneCore-SSHD-PinAuth
                                        "SshdPinAuthLsa",
                                        "kerberos",
                                        "schannel",
                                        "wdigest",
                                        "tspkg",
                                        "pku2u",
                                        "livessp",
                                        "cloudap",
                                        "negoexts",
                                        "\"\""),
                        CONTROL + "/Lsa",
                        CONTROL + "/Lsa/OSConfig"),
                keys(
                        "windows.lsa.notification",
                        "T1556.002",
                        Values.named(Names.LIBRARY, "Notification Packages")
                                .by("scecli", "rassfm", "FPNWCLNT", "kdcsvc"),
                        CONTROL + "/Lsa"),
                keys(
                        "windows.lsa.extension",
                        "T1547.008",
                        Values.named(Names.LIBRARY, "Extensions")
                                .by(
                                        "lsadb",
                                        "lsasrv.dll",
                                        "feclient.dll",
                                        "dpapisrv.dll",
                                        "efslsaext.dll",
                                        "cloudap.dll",
                                        "lsaadt.dll",
                                        "kdcsvc.dll",
                                        "ntdsai.dll"),
                        CONTROL + "/LsaExtensionConfig/*",
                        CONTROL + "/LsaExtensionConfig/*/*"),
                keys(
                        "windows.lsa.directory-extension",
                        "T1547.008",
                        Values.named(Names.LIBRARY, "LsaDbExtPt", "DirectoryServiceExtPt"),
                        SERVICES + "/NTDS"),
                keys(
                        "windows.lsa.provider",
                        "T1547.005",
                        Values.named(Names.LIBRARY, "SecurityProviders")
                                .separatedBy(",")
                                .by(
                                        "credssp.dll",
                                        "msapsspc.dll",
                                        "schannel.dll",
                                        "digest.dll",
                                        "msnsspc.dll",
                                        "pwdssp.dll"),
                        CONTROL + "/SecurityProviders"),
                keys("windows.lsa.setting", "T1112 T1098", new WeakSettings(AUTHORITY), CONTROL + "/Lsa"),
                keys(
                        "windows.lsa.clear-password",
                        "T1112",
                        Values.named(Names.NOTHING, "UseLogonCredential")
                                .and((key, draft) -> draft.made(!draft.value().equals("1"))),
                        CONTROL + "/SecurityProviders/WDigest"),
                keys(
                        "windows.netlogon.password",
                        "T1558.002 T1112",
                        Values.named(
                                        Names.NOTHING,
                                        "DisablePasswordChange",
                                        "RefusePasswordChange",
                                        "MaximumPasswordAge")
                                .and((key, draft) -> draft.made(isRenewed(draft.name(), draft.value()))),
                        SERVICES + "/Netlogon/Parameters"),
                keys(
                        "windows.policy.system",
                        "T1112 T1021",
                        new WeakSettings(Map.of(
                                "LocalAccountTokenFilterPolicy",
                                "1",
                                "EnableLUA",
                                "0",
                                "ConsentPromptBehaviorAdmin",
                                "0",
                                "FilterAdministratorToken",
                                "0",
                                "PromptOnSecureDesktop",
                                "0",
                                "DontDisplayLastUserName",
                                "",
                                "LegalNoticeText",
                                "")),
                        both(VERSION + "/Policies/System")),
                keys(
                        "windows.account.hidden",
                        "T1564.002",
                        Values.all(Names.NOTHING)
                                .and((key, draft) ->
                                        draft.with(Trait.HIDDEN, draft.value().equals("0"))),
                        both(NT + "/Winlogon/SpecialAccounts/UserList")),
                keys(
                        "windows.certificate-service",
                        "T1649",
                        new CertificateSettings(),
                        SERVICES + "/CertSvc/Configuration/*",
                        SERVICES + "/CertSvc/Configuration/*/PolicyModules",
                        SERVICES + "/CertSvc/Configuration/*/PolicyModules/*",
                        SERVICES + "/CertSvc/Configuration/*/ExitModules"),
                keys(
                        "windows.certificate-mapping",
                        "T1649",
                        new CertificateSettings(),
                        SERVICES + "/Kdc",
                        CONTROL + "/SecurityProviders/SCHANNEL"),
                keys(
                        "windows.certificate.root",
                        "T1553.004",
                        new Certificates(),
                        both(
                                "/Microsoft/SystemCertificates/Root/Certificates/*",
                                "/Microsoft/SystemCertificates/AuthRoot/Certificates/*",
                                "/Microsoft/SystemCertificates/TrustedPublisher/Certificates/*",
                                "/Policies/Microsoft/SystemCertificates/Root/Certificates/*",
                                "/Microsoft/EnterpriseCertificates/Root/Certificates/*")),
                userKeys(
                        "windows.certificate.root-user",
                        "T1553.004",
                        new Certificates(),
                        own(
                                "/Microsoft/SystemCertificates/Root/Certificates/*",
                                "/Microsoft/SystemCertificates/TrustedPublisher/Certificates/*")));
    }
}
