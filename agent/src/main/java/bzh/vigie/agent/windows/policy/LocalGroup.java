package bzh.vigie.agent.windows.policy;

import bzh.vigie.agent.windows.security.MachineGroups;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.agent.windows.xml.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a preference makes of a group of the machine. Where it has a SID that is which group is meant, whatever name stands beside it.
 *
 * <p>Source: MS-GPPREF 2.2.1.11.1.
 *
 * @param name the group, by its SID where there is one
 * @param value in one line: members, and what else is done with it
 * @param givesMachine it adds somebody to a group that has the machine
 */
record LocalGroup(String name, String value, boolean givesMachine) {
    static LocalGroup of(Element properties) {
        String called = properties.attribute("groupName");
        String number = properties.attribute("groupSid");
        Optional<Sid> sid = Sid.parse(number);
        String newName = properties.attribute("newName");
        List<Element> members = properties.all("Member");
        List<String> facts = new ArrayList<>();
        String added = String.join(
                ", ",
                members.stream()
                        .map(m -> m.attribute("action") + " " + m.attribute("name") + " " + m.attribute("sid"))
                        .toList());
        add(facts, !added.isEmpty(), added);
        add(facts, !number.isEmpty() && !called.isEmpty(), "called " + called);
        add(facts, !newName.isEmpty(), "renamed to " + newName);
        String ofUser = properties.attribute("userAction");
        add(facts, !ofUser.isEmpty(), ofUser + " whoever logs on");
        add(facts, isSet(properties, "deleteAllUsers"), "all other users removed");
        add(facts, isSet(properties, "deleteAllGroups"), "all other groups removed");
        add(facts, isSet(properties, "removeAccounts"), "accounts removed");
        boolean isPowerful = sid.map(MachineGroups::isPowerful).orElseGet(() -> MachineGroups.isCalledLikeOne(called));
        // Of anything that is not known to take somebody out it is said that it lets him in.
        boolean adds = !(ofUser.isEmpty() || ofUser.equalsIgnoreCase("REMOVE"))
                || members.stream().anyMatch(m -> !m.attribute("action").equalsIgnoreCase("REMOVE"));
        return new LocalGroup(
                sid.map(Principals::shown).orElse(number.isEmpty() ? called : number),
                String.join("; ", facts),
                isPowerful && adds);
    }

    private static boolean isSet(Element properties, String attribute) {
        String value = properties.attribute(attribute);
        return value.equals("1") || value.equalsIgnoreCase("true");
    }

    private static void add(List<String> facts, boolean applies, String fact) {
        if (applies) {
            facts.add(fact);
        }
    }
}
