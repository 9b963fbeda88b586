"""Fills the directory of a stopped Samba controller: directory-objects.py OBJECTS. Six of ten are users, three computers, one groups, in
units of 500; every group has 20 members and four of five are in the next one; one chain of five ends in Domain Admins. A unit a
transaction, with a connection of its own: what one of them holds is given back at its end."""

import sys

import ldb
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

settings = LoadParm()
settings.load_default()


def connected():
    return SamDB(session_info=system_session(), lp=settings)


directory = connected()
head = str(directory.domain_dn())
objects = int(sys.argv[1])
relax = ["relax:0"]


def add(name, kind, more):
    message = ldb.Message(ldb.Dn(directory, name))
    message["objectClass"] = kind
    for key, value in more.items():
        message[key] = value
    directory.add(message, controls=relax)


unit = ""
people = []
groups = []
for number in range(objects):
    if number % 500 == 0:
        if number:
            directory.transaction_commit()
            directory = connected()
        directory.transaction_start()
        unit = f"OU=Service {number // 500},{head}"
        add(unit, "organizationalUnit", {})
    place = number % 10
    if place < 6:
        login = f"agent{number}"
        people.append(f"CN=Agent {number},{unit}")
        more = {"sAMAccountName": login, "userAccountControl": "512", "displayName": f"Agent {number}"}
        if number % 1000 == 0:
            more["servicePrincipalName"] = f"HTTP/service{number}.mairie.example"
        add(people[-1], "user", more)
    elif place < 9:
        login = f"PC{number}"
        add(
            f"CN={login},{unit}",
            "computer",
            {"sAMAccountName": login + "$", "userAccountControl": "4096", "dNSHostName": f"{login.lower()}.mairie.example"},
        )
    else:
        members = people[-20:]
        if groups and number % 50 != 9:
            members = members + [groups[-1]]
        groups.append(f"CN=Groupe {number},{unit}")
        add(groups[-1], "group", {"sAMAccountName": f"Groupe{number}", "member": members})
change = ldb.Message(ldb.Dn(directory, f"CN=Domain Admins,CN=Users,{head}"))
change["member"] = ldb.MessageElement([groups[-1]], ldb.FLAG_MOD_ADD, "member")
directory.modify(change)
directory.transaction_commit()
print(f"{objects} objects, {len(people)} users, {len(groups)} groups")
