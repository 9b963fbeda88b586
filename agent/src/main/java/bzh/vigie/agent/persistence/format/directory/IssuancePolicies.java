package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.event.Item.Trait;
import java.util.Set;

/**
 * Issuance policies (MS-CRTD 2.16, {@code msPKI-Enterprise-Oid}): an item for each, and to which group one is linked, of which whoever logs
 * on with a certificate under it is a member. Certificate services bring three that are linked to none.
 */
public final class IssuancePolicies implements DirectoryFormat {
    @Override
    public Set<String> classes() {
        return Set.of("msPKI-Enterprise-Oid");
    }

    @Override
    public void read(Pass pass) throws Refused {
        pass.ask(
                Query.below(
                        CertificateServices.base(pass),
                        "(&(objectClass=msPKI-Enterprise-Oid)(|(flags=2)(" + CertificateServices.GROUP + "=*)))",
                        "objectClass",
                        "displayName",
                        CertificateServices.NUMBER,
                        CertificateServices.GROUP,
                        "whenChanged"),
                entry -> {
                    policy(pass, entry);
                    return true;
                });
    }

    private static void policy(Pass pass, Entry entry) throws Refused {
        String group = entry.text(CertificateServices.GROUP);
        String called = entry.text("displayName");
        pass.found(
                entry,
                Draft.of(
                                entry.text(CertificateServices.NUMBER),
                                called
                                        + (group.isEmpty()
                                                ? "; linked to no group"
                                                : "; whoever logs on with a certificate under it is in "
                                                        + pass.domain().shown(group)),
                                new Run.Nothing())
                        .made(group.isEmpty())
                        .with(Trait.SUPERUSER, !group.isEmpty() && isHigh(pass, group)));
    }

    /** Of another domain it is not known. */
    private static boolean isHigh(Pass pass, String group) throws Refused {
        boolean[] isLow = {false};
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        "(distinguishedName=" + Query.escaped(group) + ")",
                        "objectClass",
                        "objectSid",
                        "adminCount"),
                found -> {
                    isLow[0] = found.bits("adminCount") != 1
                            && found.sid("objectSid")
                                    .filter(sid -> !Principals.isAdministrative(sid))
                                    .isPresent();
                    return false;
                });
        return !isLow[0];
    }
}
