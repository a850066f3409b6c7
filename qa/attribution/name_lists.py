"""Words that tell a person from a place or a company in English news: first names, titles, callings, and so on.

Owns the lists, all in lower case. They are not complete and need not be: a name that none of them knows is judged by
what stands around it (``qa.attribution.person_names``), and doubt means no answer to "who said it".
"""

from __future__ import annotations

from qa.text.words import listed

MALE_NAMES = listed(
    """
    aaron abdul abdullah abraham adam adrian ahmad ahmed alan albert alec alejandro alessandro alexander alexei
    alfred ali allan allen alvin amir anders andre andreas andres andrew andrey andrzej angelo anselm anthony anton
    antonio antony arnold arthur ashraf austin barack barry bashar ben benjamin bernard bernie bill billy bjorn bob
    bobby boris brad bradley brendan brent brett brian bruce bruno bryan calvin carl carlo carlos casimir cedric
    cesar chad charles charlie chris christian christopher chuck clarence claude clifford clint colin connor craig
    curtis cyril dale dan daniel danny darren darryl dave david dean denis dennis derek derrick diego dimitri dirk
    dmitri dmitry dominic don donald doug douglas duncan dwayne dwight earl ed eddie edgar eduardo edvard edward
    edwin egon eli elliott elon emil emmanuel enrique eric erich erik ernest ernesto ethan eugene evan felipe felix
    fernando florencio floyd francisco francois frank franklin fred frederick fritz gabriel garrett gary gavin gene
    geoff geoffrey george gerald gerard gerhard gianni giovanni giuseppe glen glenn gordon graham grant greg gregor
    gregory guillermo gustavo guy hamid hans harald harold harrison harry harvey hassan hector heinrich henri henrik
    henry herbert herman howard hugh hugo hussein ian ibrahim igor isaac ismail ivan jack jacob jacques jaime jake
    jamal james jamie jan jared jason javier jay jean-claude jeff jeffrey jens jeremy jerome jerry jesus jim jimmy
    joachim joao joe joel johan johann john johnny jon jonas jonathan jorge jose josef joseph josh joshua juan
    julian julio jurgen justin karim karl keith ken kenneth kent kevin khalid kim-jong klaus kurt kyle lance larry
    lars lawrence lee leo leon leonard leonardo leroy lewis liam lionel lloyd louis luca lucas lucian luigi luis
    lukas luke mahmoud malcolm manuel marc marcel marco marcus mario mark marshall martin marvin mathew matt matteo
    matthew maurice max maxim michael michel miguel mike mikhail milton mitch mitt mohamed mohammad mohammed morgan
    muhammad murray mustafa nathan nathaniel neil nelson nicholas nick nicolas nigel nikolai noah norman oleg oliver
    olivier omar oscar osama otto pablo paolo patrick paul pavel pedro percy pete peter phil philip philippe phillip
    pierre piers pieter piotr rafael ralph ramon randy rashid raul ray raymond reggie rene ricardo richard rick
    ricky rob robert roberto robin rod rodney rodrigo roger roland roman ron ronald ross roy rupert russell ryan
    salman salvador samir samuel scott sean sebastian serge sergei sergey sergio seth shane shaun simon spencer
    stanley stefan stephen steve steven stewart stuart sven syed tariq ted terrence terry theodore thomas tim
    timothy tobias todd tom tomas tommy tony travis trevor tyler ulrich vernon victor vincent viktor vitaly vladimir
    volodymyr wade walter warren wayne wendell werner wilhelm will william winston wolfgang xavier xi yasser yevgeny
    youssef yuri yusuf zachary akira basil arjun bram caleb cody deepak dmytro dustin dylan elijah ezra fumio giorgos
    hiroshi humza imran isaiah itamar janez jeremiah jermaine joost josiah kareem keir kenji lester malik mattias
    mehmet micheal mitchell naftali narendra olaf rahul raj recep rishi rudy sanjay satya sundar shehbaz shinzo
    tyrone ulf vijay willem wyatt yair yoav
    """
)
FEMALE_NAMES = listed(
    """
    abigail ada adele adriana agnes aisha alberta alejandra alexandra alexandria alice alicia alison allison alma
    amanda amber amelia amina amy ana anastasia andrea angela angelina anita ann anna anne annette annie antonia
    april ariana arlene audrey barbara beatrice becky bella bernadette bernice beth betsy betty beverly bianca
    bonnie brenda brianna bridget britney brooke camilla candace carla carmen carol carole caroline carolyn carrie
    catherine cathy cecilia celia celine charlotte chelsea cheryl chloe christina christine cindy claire clara
    claudia colleen condoleezza connie constance cora courtney crystal cynthia daisy daniela danielle daphne dawn
    deborah debra delia denise diana diane dolores donna dora doris dorothea dorothy edith eileen elaine eleanor
    elena elisabeth elise elizabeth ella ellen eloise elsa emily emma erica erika erin esther ethel eva eve evelyn
    fatima felicia fiona florence frances freya gail geraldine gertrude gina gisele gladys gloria grace greta gwen
    gwendolyn hanna hannah harriet hazel heather heidi helen helena helene hilary hillary holly ida ilse imani ines
    ingrid irene irina iris isabel isabella ivanka ivy jackie jacqueline jane janet janice jasmine jeanne jenna
    jennifer jenny jessica jill jo joan joanna joanne jocelyn josefine josephine joy joyce juanita judith judy julia
    juliana julie june kamala karen karin karina kate katherine kathleen kathryn kathy katie katrina kayla kellyanne
    kimberly kirsten kristen kristin kristina laila latoya laura lauren leah leila lena leslie leticia lillian lily
    linda lisa liz lois loretta lori lorraine louise lucia lucinda lucy luisa lydia lynn madeleine madison magdalena
    maggie malala mara marcia margaret margit margot maria mariah marianne marie marilyn marina marion marissa
    marjorie martha mary maryam maureen maya megan meghan melanie melania melinda melissa mercedes meredith mia
    michele michelle mildred mina miranda miriam molly monica muriel nadia nancy naomi natalia natalie natasha
    nellie nicola nicole nina nora norma olga olivia oprah pamela patricia patty paula pauline peggy penelope penny
    petra phoebe phyllis priscilla rachel raquel rebecca regina renee rhonda rita roberta rosa rosalind rose
    rosemary roxanne ruth sabrina sally salma samantha sandra sara sarah selena serena shannon sharon sheila shelly
    sherry shirley silvia simone sofia sonia sonja sophia sophie stacey stacy stella stephanie sue susan susanna
    susie suzanne svetlana sylvia tamara tammy tanya tara tatiana tatyana teresa tess theresa tiffany tina tracy
    ursula valerie vanessa vera veronica victoria viola violet virginia vivian wanda wendy whitney wilma yolanda
    yvette yvonne zoe odile ludmila amal anjali ariel ayesha deepika emine giorgia jacinda jenni karine kaja letitia liv
    magda maren mariam mette nikki nirmala ora priya roxana saima sanna shireen sigrid tzipi
    """
)
OTHER_FIRST_NAMES = listed(
    """
    alex ashley cameron casey chan dana jamie jean jesse jordan jun kelly kerry kim li lindsay lindsey noor pat sam
    taylor wei yang
    """
)

FIRST_NAMES = MALE_NAMES | FEMALE_NAMES | OTHER_FIRST_NAMES

# What stands before a name and is no part of it.
TITLES = listed(
    """
    mr mr. mrs mrs. ms ms. miss mx dr dr. doctor prof prof. professor sir dame lord lady baroness baron count
    countess rev rev. reverend father sister brother pastor bishop archbishop cardinal pope rabbi imam sheikh
    ayatollah king queen prince princess duke duchess president premier prime minister chancellor secretary senator
    sen sen. sens. rep rep. reps. congressman congresswoman representative gov gov. governor mayor councillor
    councilman councilwoman councilmember alderman commissioner judge justice magistrate attorney prosecutor general
    gen gen. captain capt capt. colonel col col. lieutenant lt lt. sergeant sgt sgt. major maj maj. admiral adm adm.
    commander cmdr cmdr. corporal private officer detective det. det inspector superintendent supt sheriff constable
    chief marshal deputy ambassador envoy spokesman spokeswoman spokesperson director coach chairman chairwoman
    chair ceo cfo leader speaker whip substitute striker midfielder defender goalkeeper quarterback pitcher foreman
    forecaster
    """
)
# Heads of descriptions that mean one person.
CALLINGS = TITLES | listed(
    """
    activist actor actress adviser advisor agent aide analyst announcer applicant architect artist astronaut
    astronomer athlete author baker banker biologist blogger boss broadcaster builder campaigner candidate captain
    chairperson champion chef chemist clerk co-founder columnist comedian composer consultant coordinator coroner
    correspondent cousin critic curator dad daughter dealer defendant designer diplomat doctor driver economist
    editor educator employee engineer epidemiologist executive expert farmer father filmmaker firefighter fisherman
    founder friend geologist grandfather grandmother guard guitarist head historian host husband investigator
    investor journalist judge lawmaker lawyer lecturer legislator librarian manager man meteorologist midwife miner
    mother mum mom musician neighbor neighbour novelist nurse official organiser organizer owner painter parent
    passenger patient pharmacist photographer physician physicist pilot player poet politician presenter producer
    programmer psychologist publisher rapper receptionist referee reporter researcher resident retailer rider runner
    sailor salesman scholar scientist secretary shopkeeper singer skipper soldier solicitor son songwriter
    specialist student suspect survivor teacher teenager theologian trader trainer treasurer trustee tutor veteran
    vet victim volunteer widow widower wife witness woman worker writer
    """
)
FEMALE_WORDS = listed(
    """
    mrs mrs. ms ms. miss dame lady baroness countess sister queen princess duchess congresswoman councilwoman
    spokeswoman chairwoman actress mother mum mom grandmother wife widow daughter woman heroine businesswoman
    policewoman saleswoman headmistress
    """
)
MALE_WORDS = listed(
    """
    mr mr. sir lord baron brother king prince duke pope congressman councilman spokesman chairman actor father dad
    grandfather husband widower son man businessman policeman salesman fisherman headmaster foreman
    """
)

# A name that holds one of these is no person's.
IMPERSONAL = listed(
    """
    academy administration affairs agency air airlines airport airways alliance america american army arena asia
    assembly associated association australia authority avenue award awards bank bay beach board bridge british
    broadcasting brothers bureau business cabinet campaign canyon cape cathedral center central centre chamber
    championship christmas church city civil clinic club coalition coast college command commission committee
    communications community company conference congress constitution convention corporation corp corps corp.
    council county court courthouse creek cup daily defence defense democrats department development digital
    district division east eastern economic education electric election embassy energy enterprises european falls
    federal federation festival fire football force forces foreign forest forum foundation french front fund games
    gas gazette german global golf government grand group gulf hall health herald high hill hills holdings homeland
    hospital hotel house human inc inc. independent industries industry initiative institute intelligence
    international interior investment iran island islands israel jets journal justice kingdom lab labs laboratory
    labour lake law league library life llc ltd ltd. magazine management market marine media medical medicine
    memorial mental middle military ministry mission mobile mountain mountains movement mount museum music national
    nations native navy network new news nobel north northern nuclear ocean office oil olympic olympics open
    organisation organization pacific palace park parks parliament partners partnership party pentagon plc point
    police port post press prison program project protection province public radio railway reach red regional
    reporters republic republicans research reserve resort rights river road royal russian safety san school schools
    science sciences sea search security senate service services social society south southern space square st
    stadium state states station stock street studio studios summit supreme survey systems tech technologies
    technology television temple theater theatre times today tower trade transport transportation treasury tribune
    trump-era trust tv union united universal university valley village wall water weather week west western white
    wildlife women world yard york zone monday tuesday wednesday thursday friday saturday sunday january february
    march july september october november december
    """
)
# Except behind a first name, where these are surnames: "James White".
SURNAMES_TOO = listed(
    """
    banks bay bell bond bridge brown bush church day english field fields ford forest french gates grand hall hill
    house jets lab labor lake law marsh media point post price river rivers sharp street wall west white young north
    wood woods
    """
)
# Heads of descriptions that are no single person: "he" never means them.
COLLECTIVE = listed(
    """
    administration agency airline ambassadors app army association authorities authority bank board body bureau
    charity city club coalition committee company complaint consortium corporation council country court department
    embassy experts federation filing firm force foundation government group hospital institute institution lawsuit
    letter maker manufacturer media ministry movement museum navy network news newspaper office officials
    organisation organization outlet page paper parliament party police post prosecution prosecutors publication
    regulator report researchers retailer review school scientists service spokespeople state statement station
    study suit survey team tribunal union university warrant watchdog website
    """
)
# What people are called in the plural, without an article: "officials in the province said".
CROWDS = listed(
    """
    activists aides analysts attorneys authorities campaigners commentators companies critics detectives diplomats
    doctors economists engineers experts families farmers firefighters forecasters friends historians insiders
    inspectors investigators journalists lawmakers lawyers leaders managers media medics ministers neighbors
    neighbours observers officers officials opponents organisers organizers owners parents police prosecutors
    relatives reporters representatives republicans democrats rescuers researchers residents scholars scientists
    soldiers sources specialists students supporters survivors teachers teammates troops villagers volunteers
    witnesses workers
    """
)
