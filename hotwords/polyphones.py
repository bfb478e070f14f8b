"""Chinese characters whose reading a program may get wrong, 多音字.

pypinyin knows many more, most of them out of old books or decided by the phrase around them; these
are the ones that are doubtful in names, places and terms.
"""

from __future__ import annotations

_TABLE = """
薄 bao2 bo2; 便 bian4 pian2; 泊 bo2 po1; 参 can1 shen1 cen1; 差 cha4 cha1 chai1;
长 chang2 zhang3; 朝 chao2 zhao1; 盛 sheng4 cheng2; 冲 chong1 chong4; 重 zhong4 chong2;
种 zhong3 zhong4 chong2; 处 chu4 chu3; 畜 chu4 xu4; 传 chuan2 zhuan4; 担 dan1 dan4;
当 dang1 dang4; 倒 dao3 dao4; 调 diao4 tiao2; 斗 dou4 dou3; 都 dou1 du1; 恶 e4 wu4;
缝 feng2 feng4; 佛 fo2 fu2; 干 gan4 gan1; 更 geng4 geng1; 观 guan1 guan4; 冠 guan4 guan1;
行 xing2 hang2; 好 hao3 hao4; 划 hua4 hua2; 济 ji4 ji3; 系 xi4 ji4; 将 jiang1 jiang4;
降 jiang4 xiang2; 角 jiao3 jue2; 教 jiao4 jiao1; 校 xiao4 jiao4; 觉 jue2 jiao4;
解 jie3 xie4 jie4; 尽 jin4 jin3; 劲 jin4 jing4; 禁 jin4 jin1; 卷 juan3 juan4;
圈 quan1 juan4; 壳 ke2 qiao4; 空 kong1 kong4; 乐 le4 yue4; 累 lei4 lei3; 量 liang4 liang2;
笼 long2 long3; 露 lu4 lou4; 率 lv4 shuai4; 论 lun4 lun2; 脉 mai4 mo4; 蔓 man4 wan4;
蒙 meng2 meng3 meng1; 模 mo2 mu2; 磨 mo2 mo4; 没 mei2 mo4; 难 nan2 nan4;
弄 nong4 long4; 炮 pao4 pao2; 漂 piao4 piao1 piao3; 铺 pu1 pu4; 曝 pu4 bao4;
翘 qiao4 qiao2; 切 qie1 qie4; 曲 qu3 qu1; 散 san4 san3; 丧 sang4 sang1; 塞 sai1 sai4 se4;
厦 sha4 xia4; 扇 shan4 shan1; 少 shao3 shao4; 舍 she4 she3; 省 sheng3 xing3;
数 shu4 shu3 shuo4; 宿 su4 xiu3 xiu4; 弹 dan4 tan2; 挑 tiao1 tiao3; 帖 tie1 tie3 tie4;
拓 tuo4 ta4; 为 wei4 wei2; 吁 yu4 xu1; 纤 xian1 qian4; 相 xiang1 xiang4; 削 xue1 xiao1;
兴 xing1 xing4; 旋 xuan2 xuan4; 应 ying1 ying4; 晕 yun1 yun4; 载 zai4 zai3;
占 zhan4 zhan1; 涨 zhang3 zhang4; 着 zhe5 zhuo2 zhao2 zhao1; 只 zhi3 zhi1;
转 zhuan3 zhuan4; 仔 zi3 zi1 zai3; 钻 zuan1 zuan4; 藏 cang2 zang4; 曾 ceng2 zeng1
"""

_SURNAMES = """
曾 zeng1; 单 shan4; 仇 qiu2; 解 xie4; 朴 piao2; 查 zha1; 盖 ge3; 区 ou1; 任 ren2; 华 hua4;
乐 yue4; 翟 zhai2; 覃 qin2; 缪 miao4; 燕 yan1; 纪 ji3; 葛 ge3; 洗 xian3; 折 she2; 种 chong2;
员 yun4; 召 shao4; 过 guo1; 卜 bu3; 隗 wei3; 秘 bi4; 薄 bo2; 干 gan1; 乜 nie4; 祭 zhai4
"""

# Not worth a question: the usual reading, or one that such a character seldom has in a list.
_MORE_SURNAMES = """
宁 ning4; 应 ying1; 黑 he4; 尉 wei4; 冼 xian3; 车 che1; 曲 qu1; 石 shi2; 强 qiang2; 谌 chen2;
长 zhang3; 柏 bai3; 逄 pang2; 晁 chao2; 佘 she2; 殷 yin1
"""

POLYPHONES: dict[str, tuple[str, ...]] = {
    character: tuple(readings)
    for character, *readings in (entry.split() for entry in _TABLE.split(";"))
}
"""Characters with two or more readings in use, and these."""

SURNAMES: dict[str, str] = dict(entry.split() for entry in _SURNAMES.split(";"))
"""Characters that are read otherwise as a surname, and that reading."""

SURNAMES_READ = SURNAMES | dict(entry.split() for entry in _MORE_SURNAMES.split(";"))
"""Surnames as recall reads them: `SURNAMES` and those that the check of a list does not ask for."""
