// Generated from PS3.15 2025e, Table E.1-1: tag, code of the Basic Profile, codes of the options.
export const PROFILE_ROWS = `
00080050 Z
00184000 X descriptors=C
00400556 X descriptors=C
00400555 X/Z structured=C
00080022 X/Z full=K modified=C
0008002A X/Z/D full=K modified=C
00181400 X/D descriptors=C
001811BB D descriptors=C
00189424 X descriptors=C
00080032 X/Z full=K modified=C
00080017 U uids=K
00404035 X
001021B0 X descriptors=C
0040A353 X
00380010 X
00380020 X full=K modified=C
00081084 X descriptors=C
00081080 X descriptors=C
00380021 X full=K modified=C
00001000 X uids=K
00102110 X characteristics=C descriptors=C
0040B034 X full=K modified=C
006A0006 X descriptors=C
006A0005 D descriptors=C
006A0003 D uids=K
00440004 X full=K modified=C
40000010 X
00440104 D full=K modified=C
00440105 X full=K modified=C
04000562 D full=K modified=C
0040A078 X
22000005 X/Z
300A00C3 X descriptors=C
300C0127 D device=K full=K modified=C
300A00DD X descriptors=C
00101081 X
0014407E X device=K full=K modified=C
00181203 Z device=K full=K modified=C
0014407C X device=K full=K modified=C
0016004D X
00181007 X device=K
04000115 D
04000310 X full=K modified=C
003A020C X descriptors=C
003A0203 X descriptors=C
00120060 Z institution=K
00120082 X
00120081 D institution=K
00120020 D
00120021 Z
00120072 X descriptors=C
00120071 X
00120030 Z institution=K
00120031 Z institution=K
00120010 D
00120040 D
00120042 D
00120051 X descriptors=C
00120050 Z
00400310 X descriptors=C
00400280 X descriptors=C
300A02EB X descriptors=C
00209161 U uids=K
3010000F Z descriptors=C
30100017 Z descriptors=C
30100006 U uids=K
00403001 X
30100013 U uids=K
0008009C Z
0008009D X
0050001B X
0040051A X descriptors=C
00400512 D
00700086 X
00700084 Z/D
00080023 Z/D full=K modified=C
0040A730 D structured=C
00080033 Z/D full=K modified=C
00080107 D full=K modified=C
00080106 D full=K modified=C
00180010 Z/D descriptors=C
00181042 X full=K modified=C
00181043 X full=K modified=C
0018A002 X full=K modified=C
0018A003 X descriptors=C
00102150 X
21000040 X full=K modified=C
21000050 X full=K modified=C
0040A307 X
00380300 X
50XXXXXX X graphics=C
00080025 X full=K modified=C
00080035 X full=K modified=C
0040A07C X
FFFCFFFC X
0040A121 D full=K modified=C
0040A110 X full=K modified=C
00181205 X device=K full=K modified=C
00181200 X device=K full=K modified=C
0018700C X/D device=K full=K modified=C
00181204 X device=K full=K modified=C
00181012 X full=K modified=C
0040A120 D full=K modified=C
00181202 X device=K full=K modified=C
00189701 D full=K modified=C
0018937F X descriptors=C
00082111 X descriptors=C
21000140 D device=C
0018700A X/D device=K
3010001B Z
00500020 X device=K
3010002D D device=K
00181000 X/Z/D device=K
0016004B X descriptors=C
00181002 U uids=K device=K
04000105 D full=K modified=C
FFFAFFFA X
04000100 U
00209164 U uids=K
00380030 X full=K modified=C
00380040 X descriptors=C
00380032 X full=K modified=C
300A079A X descriptors=C
4008011A X
40080119 X
300A0016 X descriptors=C
300A0013 U uids=K
3010006E U uids=K
00686226 D full=K modified=C
0040A034 X full=K modified=C
0040A035 X full=K modified=C
00420011 D
00189517 X/D full=K modified=C
30100037 X descriptors=C
30100035 D descriptors=C
30100038 D descriptors=C
30100036 X descriptors=C
300A0676 X descriptors=C
00120087 X full=K modified=C
00120086 X full=K modified=C
00102160 X characteristics=K
00102161 X characteristics=K
00102162 X characteristics=K
00189804 D full=K modified=C
00404011 X full=K modified=C
00080058 U uids=K
0070031A U uids=K
00402017 Z
003A032B X descriptors=C
0040A023 X full=K modified=C
0040A024 X full=K modified=C
30080054 X/D full=K modified=C
300A0196 X descriptors=C
00340002 D
00340001 D
3010007F Z descriptors=C
300A0072 X descriptors=C
00189074 D full=K modified=C
00209158 X descriptors=C
00200052 U uids=K
00340007 D full=K modified=C
00189151 D full=K modified=C
00189623 D full=K modified=C
00181008 X device=K
00100044 X
00100045 X descriptors=C
00100041 X
00181005 X device=K
00160076 X
00160075 X
0016008C X
0016008D X full=K modified=C
00160088 X
00160087 X
0016008A X
00160089 X
00160084 X
00160083 X
00160086 X
00160085 X
0016008E X
0016007B X
00160081 X
00160080 X
00160072 X
00160071 X
00160074 X
00160073 X
00160082 X
0016007A X
0016008B X
00160078 X
0016007D X
0016007C X
00160079 X
00160077 X
0016007F X
0016007E X
00160070 X
00700001 D graphics=C
0072000A D full=K modified=C
00181011 X device=K
00081304 X descriptors=C
0040E004 X full=K modified=C
00404037 X
00404036 X
00880200 X
00084000 X descriptors=C
00204000 X descriptors=C
00284000 X
00402400 X descriptors=C
003A0314 D full=K modified=C
40080300 X descriptors=C
00686270 D full=K modified=C
00080015 X full=K modified=C
00080012 X/D full=K modified=C
00080013 X/Z/D full=K modified=C
00080014 U uids=K
04000600 X
00080081 X institution=K
00081040 X institution=K
00081041 X institution=K
00080082 X/Z/D institution=K
00080080 X/Z/D institution=K
00189919 Z/D full=K modified=C
00101050 X
30100085 X full=K modified=C
3010004D X/D full=K modified=C
3010004C X/D full=K modified=C
00401011 X
300A0741 D full=K modified=C
300A0742 D descriptors=C
300A0783 D descriptors=C
40080112 X full=K modified=C
40080113 X full=K modified=C
40080111 X
4008010C X
40080115 X descriptors=C
40080200 X
40080202 X
40080100 X full=K modified=C
40080101 X full=K modified=C
40080102 X
4008010B X descriptors=C
4008010A X
40080108 X full=K modified=C
40080109 X full=K modified=C
00180035 X full=K modified=C
00180027 X full=K modified=C
00083010 U uids=K
00402004 X full=K modified=C
00380011 X
00380014 X
00120022 X
00120073 X
00120032 X
00120041 X
00120043 X
00120055 X
00100021 X
00380061 X
00380064 X
00400513 Z
00400562 Z
00402005 X full=K modified=C
22000002 X/Z descriptors=C
00281214 U uids=K
001021D0 X full=K modified=C
0016004F X device=K
00160050 X device=K
00160051 X device=K
0016004E X device=K
00500021 X descriptors=C
04000404 X
0016002B X descriptors=C
0018100B U uids=K device=K
30100043 Z device=K
00020003 U uids=K
00102000 X descriptors=C
00101090 X
00101080 X
04000550 X
00203403 X full=K modified=C
00203406 X
00203405 X full=K modified=C
00203401 X device=K
04000563 D device=K
0040B03F X descriptors=C
0040B03B X descriptors=C
30080056 X/D full=K modified=C
0018937B X descriptors=C
003A0020 X descriptors=C
003A0310 U uids=K
00081060 X
00401010 X
00100012 X
00100013 X
00081000 X device=C
04000552 X
04000551 X
0040A192 X full=K modified=C
0040A032 X/D full=K modified=C
0040A033 X full=K modified=C
0040A402 U uids=K
0040A193 X full=K modified=C
0040A171 U uids=K
00102180 X descriptors=C
00081072 X/D
00081070 X/Z/D
00402010 X
00402011 X
00402008 X
00402009 X
04000561 X
21000070 X device=C
00120023 X
00101000 X
00101002 X
00101001 X
60XX4000 X graphics=C
60XX3000 X graphics=C
00080024 X full=K modified=C
00080034 X full=K modified=C
300A0760 D full=K modified=C
00281199 U uids=K
0040A07A X
0040A082 Z full=K modified=C
00101040 X
00101010 X characteristics=K
00100030 Z
00101005 X
00100032 X
00380400 X
00100050 X
00101060 X
00100010 Z
00100101 X
00100102 X
001021F0 X
00100040 Z characteristics=K
00102203 X/Z characteristics=K
00101020 X characteristics=K
00102155 X
00102154 X
00101030 X characteristics=K
00104000 X descriptors=C
00100020 Z/D
300A0794 X descriptors=C
300A0650 U uids=K
00380500 X characteristics=C descriptors=C
00401004 X
300A0792 X descriptors=C
300A078E X descriptors=C
00400243 X
00400254 X descriptors=C
00400250 X full=K modified=C
00404051 X full=K modified=C
00400251 X full=K modified=C
00400253 X
00400244 X full=K modified=C
00404050 X full=K modified=C
00400245 X full=K modified=C
00400241 X device=C
00404030 X device=K
00400242 X device=K
00404028 X device=K
00081050 X
00081052 X
00401102 X
00401104 X
00401103 X
00401101 D
0040A123 D
00100011 X
00081048 X
00081049 X
00081062 X
40080114 X
00402016 Z
00181004 X device=K
30020123 X descriptors=C
30020121 X descriptors=C
001021C0 X characteristics=K
00400012 X characteristics=C
300A000E X descriptors=C
3010007B Z descriptors=C
30100081 Z descriptors=C
00700082 X full=K modified=C
00700083 X full=K modified=C
00701101 U uids=K
00701102 U uids=K
00081302 X descriptors=C
00081301 X descriptors=C
30100061 X descriptors=C
odd X private=C
00404052 X full=K modified=C
0044000B X full=K modified=C
00100015 X
00100016 X descriptors=C
00181030 X/D descriptors=C
00081088 X descriptors=C
00200027 X descriptors=C
00080019 U uids=K
300A0619 D descriptors=C
300A0623 D descriptors=C
300A067D Z descriptors=C
300A067C D descriptors=C
00181078 X full=K modified=C
00181072 X full=K modified=C
00181079 X full=K modified=C
00181073 X full=K modified=C
300C0113 X descriptors=C
0040100A X descriptors=C
00321030 X descriptors=C
3010005C Z descriptors=C
04000565 D descriptors=C
00402001 X descriptors=C
00401002 X descriptors=C
00321066 X descriptors=C
00321067 X descriptors=C
00741234 X device=C
300A073A D full=K modified=C
3010000B U uids=K
0040A13A D full=K modified=C
04000402 X
300A0083 U uids=K
3010006F U uids=K
30100031 U uids=K
30060024 U uids=K
00404023 U uids=K
00081140 X/Z/U* uids=K
0040A172 U uids=K
00380004 X
00101100 X
00081120 X uids=K
00081111 X/Z/D uids=K
04000403 X
00081155 U uids=K
00041511 U uids=K
00081110 X/Z uids=K
300A0785 U uids=K
00080092 X
00080090 Z
00080094 X
00080096 X
00102152 X
300600C2 U uids=K
00400275 X descriptors=C
00321070 X descriptors=C
00401400 X descriptors=C
00321060 X/Z descriptors=C
00401001 X
00401005 X
00189937 X descriptors=C
00001001 U uids=K
00741236 X device=C
00321032 X
00321033 X descriptors=C
00189185 X descriptors=C
00102299 X
00102297 X
40084000 X descriptors=C
40080118 X
40080040 X
40080042 X
00080054 X device=C
300E0004 Z full=K modified=C
300E0008 X/Z
300E0005 Z full=K modified=C
3006004D X
3006002D X full=K modified=C
30060028 X descriptors=C
30060038 X descriptors=C
300600A6 Z
3006004E X
30060026 Z descriptors=C
3006002E X full=K modified=C
30060088 X descriptors=C
30060085 X descriptors=C
300A0615 Z
300A0611 Z
3010005A Z descriptors=C
300A0006 X/D full=K modified=C
300A0004 X descriptors=C
300A0002 D descriptors=C
300A0003 X descriptors=C
300A0007 X/D full=K modified=C
30100054 D descriptors=C
300A062A D descriptors=C
30100056 X/D descriptors=C
3010003B U uids=K
30080162 D full=K modified=C
30080164 D full=K modified=C
30080166 D full=K modified=C
30080168 D full=K modified=C
0038001A X full=K modified=C
0038001B X full=K modified=C
0038001C X full=K modified=C
0038001D X full=K modified=C
00404034 X
0038001E X
00400006 X
0040000B X
00400007 X descriptors=C
00400004 X full=K modified=C
00400005 X full=K modified=C
00404008 X full=K modified=C
00400009 X
00400011 X device=K
00404010 X full=K modified=C
00400002 X full=K modified=C
00404005 X full=K modified=C
00400003 X full=K modified=C
00400001 X device=C
00404027 X device=K
00400010 X device=K
00404025 X device=K
00321020 X device=K
00321021 X device=C
00321000 X full=K modified=C
00321001 X full=K modified=C
00321010 X full=K modified=C
00321011 X full=K modified=C
00181010 X device=K
00081303 X descriptors=C
0040B036 X full=K modified=C
0072005E D device=C
0072005F D characteristics=K
00720061 D full=K modified=C
00720063 D full=K modified=C
00720066 D descriptors=C
00720068 D descriptors=C
00720065 D
0072006A D
0072006C D descriptors=C
0072006E D descriptors=C
0072006B D full=K modified=C
0072006D D
00720071 D
00720070 D descriptors=C
00080021 X/D full=K modified=C
0008103E X descriptors=C
0020000E U uids=K
00080031 X/D full=K modified=C
00380062 X descriptors=C
00380060 X
300A01B2 X descriptors=C
00100046 X characteristics=K
00100042 X characteristics=C descriptors=C
00100047 X characteristics=K
00100043 X characteristics=K
300A01A6 X descriptors=C
004006FA X
001021A0 X characteristics=K
01000420 X full=K modified=C
00080018 U uids=K
30100015 U uids=K
0018936A D full=K modified=C
00640003 U uids=K
00340005 D
00082112 X/Z/U* uids=K
300A0216 X device=K
04000564 Z institution=K
30080105 X/Z device=K
00189369 D full=K modified=C
300A022C D full=K modified=C
300A022E D full=K modified=C
00380050 X characteristics=C
0040050A X
00400602 X descriptors=C
00400551 D
00400610 Z structured=C
00400600 X descriptors=C
00400554 U uids=K
00189516 X/D full=K modified=C
00080055 X device=C
00081010 X/Z/D device=K
00880140 U uids=K
30060008 Z full=K modified=C
30060006 X descriptors=C
30060002 D descriptors=C
30060004 X descriptors=C
30060009 Z full=K modified=C
00321040 X full=K modified=C
00321041 X full=K modified=C
00324000 X descriptors=C
00321050 X full=K modified=C
00321051 X full=K modified=C
00080020 Z full=K modified=C
00081030 X descriptors=C
00200010 Z
00320012 X
0020000D U uids=K
00320034 X full=K modified=C
00320035 X full=K modified=C
00080030 Z full=K modified=C
00320032 X full=K modified=C
00320033 X full=K modified=C
00440010 X full=K modified=C
00200200 U uids=K
300A0054 U uids=K
00182042 U uids=K
0040A354 X
0040DB0D U uids=K
0040DB0C U uids=K
0040DB07 X full=K modified=C
0040DB06 X full=K modified=C
40004000 X
20300020 X
00100014 X
0040A122 D full=K modified=C
0040A112 X full=K modified=C
00181201 X device=K full=K modified=C
0018700E X/D device=K full=K modified=C
00181014 X full=K modified=C
00080201 X full=K modified=C
00880910 X
00880912 X
00880906 X
00880904 X
00620021 U uids=K
00081195 U uids=K
00185011 X device=K
30080024 D full=K modified=C
30080025 D full=K modified=C
30080250 X/D full=K modified=C
300A00B2 X/Z device=K
300A0608 D descriptors=C
300A0609 U uids=K
300A0700 U uids=K
30100077 X/D descriptors=C
300A000B X descriptors=C
3010007A Z descriptors=C
30080251 X/D full=K modified=C
300A0736 D full=K modified=C
300A0734 D descriptors=C
0018100A X device=K
0040A124 U
00700006 D descriptors=C
00181009 X device=K
30100033 D descriptors=C
30100034 D descriptors=C
0040A352 X
0040A358 X
0040A030 D full=K modified=C
0040A088 Z
0040A075 D
0040A073 D
0040A027 D
00384000 X descriptors=C
0040B020 X/D structured=C
003A0329 X descriptors=C
00189371 D device=K
00189373 X device=K
00189367 D device=K`;
