package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.objects;

import bzh.vigie.agent.persistence.format.directory.AuditEntries;
import bzh.vigie.agent.persistence.format.directory.CertificateTemplates;
import bzh.vigie.agent.persistence.format.directory.CertificationAuthorities;
import bzh.vigie.agent.persistence.format.directory.Delegations;
import bzh.vigie.agent.persistence.format.directory.DomainControllers;
import bzh.vigie.agent.persistence.format.directory.DomainSettings;
import bzh.vigie.agent.persistence.format.directory.ExplicitMappings;
import bzh.vigie.agent.persistence.format.directory.IssuancePolicies;
import bzh.vigie.agent.persistence.format.directory.KeyCredentials;
import bzh.vigie.agent.persistence.format.directory.LapsPasswords;
import bzh.vigie.agent.persistence.format.directory.ManagedAccounts;
import bzh.vigie.agent.persistence.format.directory.ObjectRights;
import bzh.vigie.agent.persistence.format.directory.PasswordAges;
import bzh.vigie.agent.persistence.format.directory.Policies;
import bzh.vigie.agent.persistence.format.directory.PolicyFilters;
import bzh.vigie.agent.persistence.format.directory.PolicyLinks;
import bzh.vigie.agent.persistence.format.directory.PolicySoftware;
import bzh.vigie.agent.persistence.format.directory.PrivilegedGroups;
import bzh.vigie.agent.persistence.format.directory.SchemaDefaults;
import bzh.vigie.agent.persistence.format.directory.SidHistories;
import bzh.vigie.agent.persistence.format.directory.SysvolFiles;
import bzh.vigie.agent.persistence.format.directory.Trusts;
import bzh.vigie.agent.persistence.format.directory.WeakAccounts;
import java.util.List;

/** What stays in an Active Directory: rights, groups, keys, delegations, trusts. Read by one agent of a domain. */
final class DirectoryPlaces {
    private DirectoryPlaces() {}

    static List<Location> locations() {
        return List.of(
                objects(
                                "ad.rights.domain",
                                "T1098 T1003.006",
                                ObjectRights.ofDomain(),
                                "{domain}",
                                "CN=AdminSDHolder,CN=System,{domain}",
                                "CN={Partitions,DisplaySpecifiers,Sites},CN=Configuration,{forest}",
                                "CN={Directory Service,Master Root Keys},…,CN=Services,CN=Configuration,{forest}",
                                "trustedDomain, dnsZone")
                        .mass(),
                objects(
                                "ad.rights.protected",
                                "T1098",
                                ObjectRights.ofProtected(),
                                "adminCount=1",
                                "member, nTSecurityDescriptor",
                                "msDS-GroupManagedServiceAccount")
                        .mass(),
                objects("ad.rights.unit", "T1098", ObjectRights.ofUnits(), "OU=*,{domain}")
                        .mass(),
                objects("ad.rights.policy", "T1484.001", ObjectRights.ofPolicies(), "CN=Policies,CN=System,{domain}")
                        .mass(),
                objects(
                                "ad.rights.certificate",
                                "T1649",
                                ObjectRights.ofCertificates(),
                                "CN=Public Key Services,CN=Services,CN=Configuration,{forest}")
                        .mass(),
                objects(
                                "ad.certificate-template",
                                "T1649",
                                new CertificateTemplates(),
                                "CN=Certificate Templates,CN=Public Key Services,CN=Services,CN=Configuration,{forest}")
                        .mass(),
                objects(
                        "ad.certification-authority",
                        "T1649 T1553.004",
                        new CertificationAuthorities(),
                        "pKIEnrollmentService, certificationAuthority, NTAuthCertificates"),
                objects("ad.issuance-policy", "T1649 T1098", new IssuancePolicies(), "msDS-OIDToGroupLink")
                        .mass(),
                objects("ad.explicit-mapping", "T1649 T1098", new ExplicitMappings(), "altSecurityIdentities"),
                objects(
                        "ad.group.privileged",
                        "T1098.007 T1078.002",
                        new PrivilegedGroups(),
                        "member, primaryGroupID, adminCount"),
                objects("ad.key-credential", "T1098", new KeyCredentials(), "msDS-KeyCredentialLink"),
                objects(
                        "ad.delegation",
                        "T1098 T1558",
                        new Delegations(),
                        "msDS-AllowedToActOnBehalfOfOtherIdentity, msDS-AllowedToDelegateTo, userAccountControl"),
                objects(
                        "ad.account.weak",
                        "T1098 T1558.003 T1558.004 T1037.003",
                        new WeakAccounts(),
                        "userAccountControl, servicePrincipalName",
                        "unixUserPassword, description, info, comment, scriptPath, profilePath, mS-DS-CreatorSID"),
                objects("ad.sid-history", "T1134.005", new SidHistories(), "sIDHistory"),
                objects(
                        "ad.account.managed",
                        "T1098",
                        new ManagedAccounts(),
                        "msDS-GroupMSAMembership, msDS-ManagedAccountPrecededByLink, msDS-DelegatedMSAState"),
                objects(
                        "ad.controller",
                        "T1207",
                        new DomainControllers(),
                        "CN=Sites,CN=Configuration,{forest}",
                        "userAccountControl, primaryGroupID, servicePrincipalName, msDS-RevealedUsers"),
                objects(
                        "ad.password-age",
                        "T1558.001 T1558.002 T1556.007",
                        new PasswordAges(),
                        "pwdLastSet, replPropertyMetaData, msDS-KeyVersionNumber, lastLogonTimestamp"),
                objects(
                        "ad.laps",
                        "T1078.002",
                        new LapsPasswords(),
                        "ms-Mcs-AdmPwdExpirationTime, msLAPS-PasswordExpirationTime"),
                objects("ad.policy", "T1484.001", new Policies(), "groupPolicyContainer"),
                objects("ad.policy.link", "T1484.001", new PolicyLinks(), "gPLink, gPOptions"),
                objects("ad.policy.filter", "T1484.001", new PolicyFilters(), "msWMI-Som"),
                objects("ad.policy.software", "T1484.001 T1072", new PolicySoftware(), "packageRegistration"),
                objects(
                        "ad.sysvol.preference",
                        "T1484.001 T1053.005",
                        SysvolFiles.preferences(),
                        "SYSVOL/Policies/*/*/Preferences/*/*.xml"),
                objects(
                        "ad.sysvol.script",
                        "T1484.001 T1037.003",
                        SysvolFiles.scripts(),
                        "SYSVOL/Policies/*/*/Scripts/{scripts,psscripts}.ini"),
                objects(
                        "ad.sysvol.template",
                        "T1484.001 T1098",
                        SysvolFiles.templates(),
                        "SYSVOL/Policies/*/Machine/Microsoft/Windows NT/{SecEdit/GptTmpl.inf,Audit/audit.csv}"),
                objects(
                        "ad.sysvol.registry",
                        "T1484.001 T1112",
                        SysvolFiles.registry(),
                        "SYSVOL/Policies/*/*/Registry.pol"),
                objects(
                        "ad.sysvol.redirection",
                        "T1484.001 T1547.001",
                        SysvolFiles.redirections(),
                        "SYSVOL/Policies/*/User/Documents & Settings/fdeploy*.ini"),
                objects("ad.sysvol.file", "T1484.001 T1037.003", SysvolFiles.all(), "SYSVOL/**")
                        .mass(),
                objects(
                        "ad.schema",
                        "T1098",
                        new SchemaDefaults(),
                        "defaultSecurityDescriptor: CN=Schema,CN=Configuration,{forest}"),
                objects(
                        "ad.audit",
                        "T1562.002",
                        new AuditEntries(),
                        "{domain}, CN=Configuration,{forest}, CN=Schema,CN=Configuration,{forest}: nTSecurityDescriptor (SACL)"),
                objects("ad.trust", "T1484.002", new Trusts(), "trustedDomain"),
                objects(
                        "ad.settings",
                        "T1098 T1136.002 T1556.005 T1557",
                        new DomainSettings(),
                        "ms-DS-MachineAccountQuota, dSHeuristics",
                        "minPwdLength, pwdProperties, msDS-PasswordSettings",
                        "adminContextMenu, dnsNode, dNSProperty"));
    }
}
